//! The books: what each account of the ledger holds, whether the whole is in balance, and the day's lines for the Treasury.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::ledger::{LedgerAccount, LedgerEntry, Side};
use crate::domain::money::{Currency, MINOR_MAX, Money};

/// What went through one account, in tiyn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Turnover {
    /// The sum of its debits.
    pub debit: u128,
    /// The sum of its credits.
    pub credit: u128,
}

impl Turnover {
    /// How far credits exceed debits; nothing where they do not. In tiyn.
    #[must_use]
    pub fn credit_balance(&self) -> Money {
        let minor = u64::try_from(self.credit.saturating_sub(self.debit)).unwrap_or(MINOR_MAX);
        Money { minor, currency: Currency::Kzt }
    }
}

/// The trial balance: every account with its turnover, and the two sums that must be equal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Books {
    /// The accounts that were ever posted to, in their order.
    pub accounts: BTreeMap<LedgerAccount, Turnover>,
    /// Entries counted.
    pub entries: usize,
}

impl Books {
    /// Count one more entry.
    pub fn add(&mut self, entry: &LedgerEntry) {
        self.entries += 1;
        for posting in &entry.postings {
            let turnover = self.accounts.entry(posting.account.clone()).or_default();
            match posting.side {
                Side::Debit => turnover.debit += u128::from(posting.minor),
                Side::Credit => turnover.credit += u128::from(posting.minor),
            }
        }
    }

    /// Both sums over all accounts, debits first.
    #[must_use]
    pub fn sums(&self) -> (u128, u128) {
        let sum = |side: fn(&Turnover) -> u128| self.accounts.values().map(side).sum();
        (sum(|turnover| turnover.debit), sum(|turnover| turnover.credit))
    }

    /// Whether debits equal credits.
    #[must_use]
    pub fn balanced(&self) -> bool {
        let (debit, credit) = self.sums();
        debit == credit
    }

    /// What an account holds on its credit side.
    #[must_use]
    pub fn held(&self, account: &LedgerAccount) -> Money {
        self.accounts.get(account).map_or(Money::kzt(0), Turnover::credit_balance)
    }
}

/// One line of the day for the Treasury: a fee that was posted to its account, or one that was taken off again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreasuryLine {
    /// When it was posted.
    pub at: Timestamp,
    /// The entry of the ledger.
    pub entry: String,
    /// To the account (credit) or off it (debit).
    pub side: Side,
    /// Tiyn.
    pub minor: u64,
}

/// The lines of an entry that touch the Treasury's account.
pub fn treasury_lines(entry: &LedgerEntry) -> impl Iterator<Item = TreasuryLine> + '_ {
    let treasury = entry.postings.iter().filter(|posting| posting.account == LedgerAccount::Treasury);
    treasury.map(|posting| TreasuryLine {
        at: entry.at,
        entry: entry.name.clone(),
        side: posting.side,
        minor: posting.minor,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{
        context::FixedChance,
        id::Id,
        payment::{AttemptId, refund::RefundId},
    };

    fn attempt() -> AttemptId {
        Id::mint(Timestamp::UNIX_EPOCH, &FixedChance(1))
    }

    fn refund(number: u8) -> RefundId {
        Id::mint(Timestamp::UNIX_EPOCH, &FixedChance(number))
    }

    proptest! {
        /// Whatever is taken, suspended, given back in parts, disputed and handed over: each entry and the whole sum to zero, and no
        /// account of what is not ours goes below nothing.
        #[test]
        fn the_books_balance_whatever_is_posted(
            fee in 1..1_000_000_000_u64,
            commission in 0..100_000_u64,
            more in 0..100_000_u64,
            late in any::<bool>(),
            parts in proptest::collection::vec(1..600_000_000_u64, 0..6),
            disputed in any::<bool>(),
        ) {
            let (at, id) = (Timestamp::UNIX_EPOCH, attempt());
            let mut books = Books::default();
            let mut all = Vec::new();
            let taken = if late { fee + commission + more } else { fee + commission };
            if late {
                all.extend(LedgerEntry::suspended(at, id, "card", Money::kzt(taken)));
                all.push(LedgerEntry::fee_from_suspense(at, id, "card", (Money::kzt(fee), Money::kzt(commission))));
            } else {
                all.push(LedgerEntry::fee_captured(at, id, "card", (Money::kzt(fee), Money::kzt(commission))));
            }
            all.iter().for_each(|entry| books.add(entry));
            let mut left = taken;
            for (number, part) in (0..).zip(parts) {
                let part = part.min(left);
                if part == 0 { continue }
                left -= part;
                let entry = LedgerEntry::given_back(at, (id, &refund(number).to_string()), "card", (Money::kzt(part), &books)).unwrap();
                prop_assert!(entry.balanced());
                books.add(&entry);
            }
            if disputed {
                if let Some(entry) = LedgerEntry::disputed(at, id, "card", Money::kzt(left)) {
                    books.add(&entry);
                }
            } else {
                for account in [LedgerAccount::Treasury, LedgerAccount::Commission("card".into()), LedgerAccount::Suspense("card".into())] {
                    let turnover = books.accounts.get(&account).copied().unwrap_or_default();
                    prop_assert!(turnover.debit <= turnover.credit, "{account:?}");
                }
                let clearing = books.accounts[&LedgerAccount::Clearing("card".into())];
                prop_assert_eq!(clearing.debit - clearing.credit, u128::from(left), "what is left is what was taken and not given back");
            }
            prop_assert!(books.balanced());
        }

        #[test]
        fn nothing_beyond_what_is_held_can_be_given_back(fee in 1..1_000_000_u64, more in 1..1_000_000_u64) {
            let (at, id) = (Timestamp::UNIX_EPOCH, attempt());
            let mut books = Books::default();
            books.add(&LedgerEntry::fee_captured(at, id, "card", (Money::kzt(fee), Money::kzt(0))));
            prop_assert!(LedgerEntry::given_back(at, (id, "r"), "card", (Money::kzt(fee + more), &books)).is_none());
        }
    }
}
