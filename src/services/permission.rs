//! Whether the actor of a command may do what it does: asked by every service that is not everybody's.

use super::staff::suspended;
use crate::{
    domain::{
        context::{Actor, Cx},
        permission::Permission,
        refusal::Refusal,
    },
    store::{Reader, tables},
};

/// Whether the actor may do that. The role is read in the transaction of the command: a role that was taken away opens nothing, however
/// long its sessions last.
///
/// # Errors
/// [`Refusal::SignIn`] for a visitor, [`Refusal::NotPermitted`] for staff of another role, [`Refusal::NotFound`] for applicants.
pub(crate) fn permit(tx: &Reader<'_>, cx: &Cx<'_>, permission: Permission) -> Result<(), Refusal> {
    match cx.actor {
        Actor::Visitor => Err(Refusal::SignIn),
        Actor::Account(id) => {
            let account = tx.get(tables::ACCOUNTS, &id)?.ok_or(Refusal::SignIn)?;
            if suspended(tx, &account)? {
                return Err(Refusal::SignIn);
            }
            let role = account.role;
            if role.may(permission) { Ok(()) } else { Err(role.refusal()) }
        }
        // Whoever holds the machine holds the database; the program itself acts only by its rules.
        Actor::System | Actor::Operator => Ok(()),
    }
}
