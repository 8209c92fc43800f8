//! Exchange rates: imported by day, and the one a fee is frozen at.

use jiff::Timestamp;

use super::{Services, audit};
use crate::{
    domain::{
        calendar::almaty_date,
        context::Cx,
        rates::{self, DayRate},
        refusal::Refusal,
    },
    store::{Reader, Take, tables},
};

impl Services {
    /// Keep the rate of a day. The rate of a day that is already known is replaced: the last word of the National Bank counts.
    ///
    /// # Errors
    /// [`Refusal::Denied`] when the rate differs absurdly from the last one; the operator can say `--force`.
    pub fn rate_import(&self, cx: &Cx<'_>, rate: &DayRate, absurd: Absurd) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            if let (Absurd::Refused, Some((_, last))) = (absurd, tx.last(tables::RATES)?)
                && rates::is_absurd_change(last.rate, rate.rate)
            {
                return Err(Refusal::denied("rate-absurd"));
            }
            tx.put(tables::RATES, &rate.date.to_string(), rate)?;
            let note = format!("{} from {}", rate.rate, rate.source);
            Ok(audit(tx, cx, ("rate.import", &format!("rate:{}", rate.date)), &note)?)
        })
    }

    /// The newest rate that is not of a later day than today in Almaty, however old.
    ///
    /// # Errors
    /// Only that the store cannot be read.
    pub fn rate_latest(&self, now: Timestamp) -> Result<Option<DayRate>, Refusal> {
        self.store.read(|tx| latest(tx, now))
    }

    /// The rate at which a fee may be frozen now.
    pub(super) fn rate_for_payment(&self, tx: &Reader<'_>, now: Timestamp) -> Result<DayRate, Refusal> {
        let fresh = |rate: &DayRate| rates::is_fresh(rate.date, almaty_date(now), self.policy.rate_age_days_max);
        latest(tx, now)?.filter(fresh).ok_or_else(|| Refusal::denied("payment-rate-stale"))
    }
}

fn latest(tx: &Reader<'_>, now: Timestamp) -> Result<Option<DayRate>, Refusal> {
    let today = almaty_date(now).to_string();
    Ok(tx.scan(tables::RATES, ..=today, Take::Last(1))?.pop().map(|(_, rate)| rate))
}

/// What to do with a rate that differs absurdly from the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absurd {
    /// Refuse it.
    Refused,
    /// Keep it: a person looked at it.
    Accepted,
}
