//! Landlock: no file but the system's libraries, for reading; no port; no process outside.

use std::os::fd::BorrowedFd;

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, LandlockStatus, PathBeneath, Ruleset, RulesetAttr, RulesetCreatedAttr,
    RulesetError, RulesetStatus, Scope, path_beneath_rules,
};

/// Where a library's own libraries are found: the folders of the usual systems and the index of the loader.
const LIBRARY_PLACES: [&str; 7] =
    ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store", "/etc/ld.so.cache"];
/// The newest version whose rights we know; on older kernels those they have are in force.
const NEWEST: ABI = ABI::V6;

/// Forbids everything else to this process for good: the version of Landlock in force, or why there is none.
pub(super) fn forbid(library: BorrowedFd<'_>) -> Result<u8, String> {
    let status = restrict(library).map_err(|error| format!("Landlock: {error}"))?;
    match status.landlock {
        LandlockStatus::Available { effective_abi, .. } if status.ruleset != RulesetStatus::NotEnforced => {
            let is_it = |version: &u8| ABI::from(i32::from(*version)) == effective_abi;
            (1..=u8::MAX).find(is_it).ok_or_else(|| "an unknown version of Landlock".to_owned())
        }
        LandlockStatus::Available { .. } | LandlockStatus::NotEnabled | LandlockStatus::NotImplemented => {
            Err("it has no Landlock, or has it switched off".to_owned())
        }
    }
}

fn restrict(library: BorrowedFd<'_>) -> Result<landlock::RestrictionStatus, RulesetError> {
    let reading: BitFlags<AccessFs> = AccessFs::ReadFile | AccessFs::ReadDir | AccessFs::Execute;
    let rules = Ruleset::default()
        .handle_access(AccessFs::from_all(NEWEST))?
        .handle_access(AccessNet::from_all(NEWEST))?
        .scope(Scope::from_all(NEWEST))?
        .create()?;
    let mut rules = rules.add_rules(path_beneath_rules(LIBRARY_PLACES, reading))?;
    // A file in memory lies below no folder and needs no rule: the kernel takes none for it. Its stand-in on disk needs one.
    drop((&mut rules).add_rule(PathBeneath::new(library, AccessFs::ReadFile | AccessFs::Execute)));
    rules.restrict_self()
}
