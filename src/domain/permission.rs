//! Who may do what: one table of roles and permissions. What is not in it is not permitted.

use super::{account::Role, refusal::Refusal};

/// Something that only some roles may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// Apply for visas, and pay for them. Nobody who works for the service may: nobody decides on what is theirs.
    Apply,
    /// Open the staff pages.
    OfficeEnter,
    /// See payments, their evidence, holds and totals.
    MoneyRead,
    /// Ask a bank about an attempt now.
    MoneyQuery,
    /// Propose what a held or unknown attempt is to become.
    MoneyDecide,
    /// Agree to such a proposal as the second person.
    MoneyApprove,
    /// Propose to return money.
    RefundAsk,
    /// Agree to a refund as the second person.
    RefundApprove,
    /// Bring in a settlement file of a bank.
    SettlementImport,
    /// See the ledger's trial balance and take the treasury's file away.
    LedgerRead,
    /// See the payment plugins and how far each is confined.
    PluginRead,
    /// See issued visas and their history.
    VisaRead,
    /// Propose to revoke, annul or correct a visa.
    VisaPropose,
    /// Agree to such a proposal as the second person.
    VisaDecide,
    /// Check a traveller's visa at the border: sealed facts beside the record.
    BorderCheck,
    /// See who works for the service.
    PeopleRead,
    /// Invite people, give them a role, keep them out.
    PeopleChange,
    /// Search the audit log.
    AuditRead,
    /// Take lines of the audit log away as a file.
    AuditExport,
}

impl Permission {
    /// All permissions, in the order of tables.
    pub const ALL: [Self; 19] = [
        Self::Apply,
        Self::OfficeEnter,
        Self::MoneyRead,
        Self::MoneyQuery,
        Self::MoneyDecide,
        Self::MoneyApprove,
        Self::RefundAsk,
        Self::RefundApprove,
        Self::SettlementImport,
        Self::LedgerRead,
        Self::PluginRead,
        Self::VisaRead,
        Self::VisaPropose,
        Self::VisaDecide,
        Self::BorderCheck,
        Self::PeopleRead,
        Self::PeopleChange,
        Self::AuditRead,
        Self::AuditExport,
    ];

    /// The permission as tables and the log write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Apply => "apply",
            Self::OfficeEnter => "office_enter",
            Self::MoneyRead => "money_read",
            Self::MoneyQuery => "money_query",
            Self::MoneyDecide => "money_decide",
            Self::MoneyApprove => "money_approve",
            Self::RefundAsk => "refund_ask",
            Self::RefundApprove => "refund_approve",
            Self::SettlementImport => "settlement_import",
            Self::LedgerRead => "ledger_read",
            Self::PluginRead => "plugin_read",
            Self::VisaRead => "visa_read",
            Self::VisaPropose => "visa_propose",
            Self::VisaDecide => "visa_decide",
            Self::BorderCheck => "border_check",
            Self::PeopleRead => "people_read",
            Self::PeopleChange => "people_change",
            Self::AuditRead => "audit_read",
            Self::AuditExport => "audit_export",
        }
    }
}

use Permission as P;
use Role as R;

/// Every role that works for the service.
const STAFF: &[R] =
    &[R::Registrar, R::CaseOfficer, R::Chief, R::Cashier, R::BorderOfficer, R::Administrator, R::Auditor];

/// Who may do what. Whoever proposes must not agree, so the cashier proposes and the chief agrees; a chief who proposed needs another.
pub const TABLE: &[(Permission, &[Role])] = &[
    (P::Apply, &[R::Applicant]),
    (P::OfficeEnter, STAFF),
    (P::MoneyRead, &[R::Chief, R::Cashier, R::Auditor]),
    (P::MoneyQuery, &[R::Chief, R::Cashier]),
    (P::MoneyDecide, &[R::Chief, R::Cashier]),
    (P::MoneyApprove, &[R::Chief]),
    (P::RefundAsk, &[R::Chief, R::Cashier]),
    (P::RefundApprove, &[R::Chief]),
    (P::SettlementImport, &[R::Chief, R::Cashier]),
    (P::LedgerRead, &[R::Chief, R::Cashier, R::Auditor]),
    (P::PluginRead, &[R::Administrator, R::Auditor]),
    (P::VisaRead, &[R::CaseOfficer, R::Chief, R::Auditor]),
    (P::VisaPropose, &[R::CaseOfficer, R::Chief]),
    (P::VisaDecide, &[R::Chief]),
    (P::BorderCheck, &[R::BorderOfficer, R::CaseOfficer, R::Chief]),
    (P::PeopleRead, &[R::Administrator, R::Auditor]),
    (P::PeopleChange, &[R::Administrator]),
    (P::AuditRead, &[R::Chief, R::Administrator, R::Auditor]),
    (P::AuditExport, &[R::Administrator, R::Auditor]),
];

impl Role {
    /// Whether this role may do that.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        TABLE.iter().any(|(what, who)| *what == permission && who.contains(&self))
    }

    /// The answer to somebody of this role who asks for what the role may not do.
    #[must_use]
    pub const fn refusal(self) -> Refusal {
        if self.is_staff() { Refusal::NotPermitted } else { Refusal::NotFound }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPECTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/expected/permissions.txt");
    const READING: [Permission; 8] = [
        P::OfficeEnter,
        P::MoneyRead,
        P::LedgerRead,
        P::PluginRead,
        P::VisaRead,
        P::PeopleRead,
        P::AuditRead,
        P::AuditExport,
    ];

    fn printed() -> String {
        let width = P::ALL.iter().map(|permission| permission.code().len()).max().unwrap_or(0);
        let heads = R::ALL.map(Role::code).join("  ");
        let mut text = format!("{:width$}  {heads}\n", "");
        for permission in P::ALL {
            let cells = R::ALL
                .map(|role| format!("{:n$}", if role.may(permission) { "yes" } else { "-" }, n = role.code().len()));
            text.push_str(format!("{:width$}  {}", permission.code(), cells.join("  ")).trim_end());
            text.push('\n');
        }
        text
    }

    #[test]
    fn the_table_is_as_expected() {
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(EXPECTED, printed()).unwrap();
        }
        let expected = std::fs::read_to_string(EXPECTED).unwrap_or_default();
        assert_eq!(printed(), expected, "run the tests with UPDATE_EXPECT=1 and review the difference");
    }

    #[test]
    fn every_permission_has_one_line_and_somebody_who_holds_it() {
        for permission in P::ALL {
            let lines: Vec<_> = TABLE.iter().filter(|(what, _)| *what == permission).collect();
            assert!(lines.len() == 1 && !lines[0].1.is_empty(), "{permission:?}");
        }
    }

    #[test]
    fn an_auditor_reads_everything_and_changes_nothing_and_an_applicant_only_applies() {
        for permission in P::ALL {
            assert_eq!(R::Auditor.may(permission), READING.contains(&permission), "{permission:?}");
            assert_eq!(R::Applicant.may(permission), permission == P::Apply, "{permission:?}");
        }
    }

    #[test]
    fn whoever_only_proposes_cannot_agree() {
        assert!(R::Cashier.may(P::MoneyDecide) && !R::Cashier.may(P::MoneyApprove));
        assert!(R::Cashier.may(P::RefundAsk) && !R::Cashier.may(P::RefundApprove));
        assert!(R::CaseOfficer.may(P::VisaPropose) && !R::CaseOfficer.may(P::VisaDecide));
    }
}
