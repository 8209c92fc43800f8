//! What the file of a library says before anything of it runs: exports, other libraries, the C library it needs.

use object::{
    Endianness, Object,
    elf::DT_NEEDED,
    read::elf::{ElfFile64, FileHeader},
};

/// The beginning of the names of versions of the C library.
const GLIBC: &str = "GLIBC_";

/// What stands in the tables of an ELF file.
pub(super) struct Elf {
    /// The names it exports.
    pub(super) exports: Vec<String>,
    /// The libraries that are loaded with it.
    pub(super) libraries: Vec<String>,
    /// The oldest C library it can be loaded with: `2.34`.
    pub(super) glibc: Option<String>,
}

/// Reads the tables; the reason when it is no 64-bit ELF library.
pub(super) fn read(bytes: &[u8]) -> Result<Elf, String> {
    let file = ElfFile64::<Endianness>::parse(bytes).map_err(|error| error.to_string())?;
    tables(&file, bytes).map_err(|error| error.to_string())
}

fn tables(file: &ElfFile64<'_, Endianness>, bytes: &[u8]) -> object::Result<Elf> {
    let mut exports: Vec<String> = file.exports()?.iter().map(|export| lossy(export.name())).collect();
    exports.sort();
    let dynamic = file.elf_dynamic_table()?;
    let needed = dynamic.iter().filter(|entry| entry.tag == DT_NEEDED);
    let libraries = needed.map(|entry| dynamic.string(entry).map(lossy)).collect::<object::Result<_>>()?;
    let versions = versions_needed(file, bytes)?;
    let glibc = versions.iter().filter_map(|version| version.strip_prefix(GLIBC));
    let glibc = glibc.filter(|version| !numbers(version).is_empty()).max_by_key(|version| numbers(version));
    Ok(Elf { exports, libraries, glibc: glibc.map(str::to_owned) })
}

/// The names of versions it needs of other libraries: `GLIBC_2.34`.
fn versions_needed(file: &ElfFile64<'_, Endianness>, bytes: &[u8]) -> object::Result<Vec<String>> {
    let endian = file.elf_header().endian()?;
    let sections = file.elf_section_table();
    let Some((mut libraries, link)) = sections.gnu_verneed(endian, bytes)? else { return Ok(Vec::new()) };
    let strings = sections.strings(endian, bytes, link)?;
    let mut names = Vec::new();
    while let Some((_, mut versions)) = libraries.next()? {
        while let Some(version) = versions.next()? {
            names.push(lossy(version.name(endian, strings)?));
        }
    }
    Ok(names)
}

/// A version as numbers, to compare: 2.9 is older than 2.34. Empty for a name that is no version, such as `PRIVATE`.
fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(str::parse).collect::<Result<_, _>>().unwrap_or_default()
}

fn lossy(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_number() {
        let newest = ["2.9", "2.34", "2.4", "PRIVATE"].into_iter().max_by_key(|version| numbers(version));
        assert_eq!(newest, Some("2.34"));
    }

    #[test]
    fn a_file_that_is_cut_short_is_no_library() {
        let whole = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert!(read(&whole).is_ok());
        for length in [0, 4, 63, 64, 200] {
            assert!(read(&whole[..length]).is_err(), "{length} bytes");
        }
    }
}
