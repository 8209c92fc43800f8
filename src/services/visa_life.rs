//! What becomes of an issued visa: revoked, annulled or corrected — proposed by one person with a ground, decided by another.
//!
//! A decision is one commit: the visa's new state, the list of ended visas that trust lists are made of, the audit line, the letter to the
//! holder, and for a correction the new visa with its number.

use super::{Services, audit, mail_leave, payment::Verdict, permission::permit};
use crate::{
    domain::{
        account::AccountId,
        application::{Application, ApplicationId},
        application_number::ApplicationNumber,
        calendar::almaty_date,
        context::Cx,
        effect::Letter,
        eligibility::Answers,
        id::Id,
        invitation::InvitationNumber,
        mrz::names,
        papers::Papers,
        permission::Permission,
        person::PassportNumber,
        refusal::{FieldFault, Refusal},
        visa::{
            Correction, Standing, Visa, VisaEvent, VisaGround, VisaId, VisaProposal, VisaState, WORDS_CHARS_MAX, step,
        },
    },
    store::{Reader, Take, Writer, tables},
};

/// Visas of one list.
pub const LISTED_MAX: usize = 200;
/// The newest visas among which a passport number is looked for; older ones are found by their own number.
pub const LOOKED_THROUGH_MAX: usize = 20_000;
/// Lines of the history of one visa.
const HISTORY_MAX: usize = 200;

/// A visa as staff see it.
#[derive(Debug, Clone)]
pub struct VisaFile {
    /// The visa.
    pub visa: Visa,
    /// What it is worth today.
    pub standing: Standing,
    /// The corrected visa in its place, by number.
    pub replaced_by: Option<(VisaId, String)>,
    /// The visa it corrects, by number.
    pub replaces: Option<(VisaId, String)>,
    /// What was done to it, newest first: when, by whom, what, and the note.
    pub history: Vec<crate::domain::audit::AuditLine>,
}

/// Ground and words of whoever proposes an end.
#[derive(Debug, Clone, Copy)]
pub struct Why<'a> {
    /// The ground, as the holder will be told.
    pub ground: VisaGround,
    /// The reason in words, for staff only.
    pub reason: &'a str,
}

impl Services {
    /// Propose to revoke a visa: its ground fell away. For [`Permission::VisaPropose`]; another person decides.
    ///
    /// # Errors
    /// [`Refusal::Fields`] without reason or with a ground that does not carry it; [`Refusal::Denied`] when something is proposed already,
    /// the visa has ended or its last day is over.
    pub fn visa_revoke(&self, cx: &Cx<'_>, visa: VisaId, why: Why<'_>) -> Result<(), Refusal> {
        self.visa_propose(cx, visa, (VisaEvent::Revoke, why, None))
    }

    /// Propose to annul a visa: it should never have been issued. For [`Permission::VisaPropose`]; another person decides.
    ///
    /// # Errors
    /// As [`Services::visa_revoke`], but after the last day too: the record must tell the truth.
    pub fn visa_annul(&self, cx: &Cx<'_>, visa: VisaId, why: Why<'_>) -> Result<(), Refusal> {
        self.visa_propose(cx, visa, (VisaEvent::Annul, why, None))
    }

    /// Propose to correct a mistake: a new visa with a number and a seal of its own, and the old one replaced. The corrected facts are
    /// judged by the rules of today. For [`Permission::VisaPropose`]; another person decides.
    ///
    /// # Errors
    /// As [`Services::visa_revoke`], and [`Refusal::Denied`] when nothing differs or the rules do not admit the corrected facts.
    pub fn visa_reissue(
        &self,
        cx: &Cx<'_>,
        visa: VisaId,
        (reason, correction): (&str, Correction),
    ) -> Result<(), Refusal> {
        let why = Why { ground: VisaGround::Mistake, reason };
        self.visa_propose(cx, visa, (VisaEvent::Replace, why, Some(correction)))
    }

    fn visa_propose(
        &self,
        cx: &Cx<'_>,
        visa: VisaId,
        (event, why, correction): (VisaEvent, Why<'_>, Option<Correction>),
    ) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            let by = person(tx, cx, Permission::VisaPropose)?;
            let reason = words(why.reason)?;
            if !why.ground.carries(event) {
                return Err(Refusal::field("ground", "visa-life-choose-ground"));
            }
            let mut visa = tx.get(tables::VISAS, &visa)?.ok_or(Refusal::NotFound)?;
            if visa.proposal.is_some() {
                return Err(Refusal::denied("visa-life-waits"));
            }
            self.permitted(tx, cx, (&visa, event, correction.as_ref()))?;
            let note = format!("{} {}", event.name(), why.ground.name());
            let proposal = VisaProposal {
                event,
                ground: why.ground,
                reason: reason.clone(),
                by,
                at: cx.now,
                correction: correction.clone(),
            };
            visa.proposal = Some(proposal);
            tx.put(tables::VISAS, &visa.id, &visa)?;
            tx.put(tables::VISAS_PROPOSED, &visa.id, &())?;
            Ok(audit(tx, cx, ("visa.propose", &record(&visa)), &note)?)
        })
    }

    /// Agree to what was proposed about a visa, or refuse it. For [`Permission::VisaDecide`], and never for whoever proposed it.
    ///
    /// # Errors
    /// [`Refusal::Denied`] when nothing is proposed, it was proposed by the same person, or the visa has moved on meanwhile.
    pub fn visa_decide(&self, cx: &Cx<'_>, visa: VisaId, verdict: Verdict) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            let by = person(tx, cx, Permission::VisaDecide)?;
            let mut visa = tx.get(tables::VISAS, &visa)?.ok_or(Refusal::NotFound)?;
            let proposal = visa.proposal.take().ok_or_else(|| Refusal::denied("visa-life-nothing-proposed"))?;
            if proposal.by == by {
                return Err(Refusal::denied("visa-life-second-person"));
            }
            tx.delete(tables::VISAS_PROPOSED, &visa.id);
            match verdict {
                Verdict::Reject => {
                    tx.put(tables::VISAS, &visa.id, &visa)?;
                    Ok(audit(tx, cx, ("visa.reject", &record(&visa)), proposal.event.name())?)
                }
                Verdict::Approve => {
                    self.permitted(tx, cx, (&visa, proposal.event, proposal.correction.as_ref()))?;
                    self.visa_end(tx, cx, (visa, &proposal, by))
                }
            }
        })
    }

    /// Do what two people decided.
    fn visa_end(
        &self,
        tx: &mut Writer<'_>,
        cx: &Cx<'_>,
        (mut visa, proposal, by): (Visa, &VisaProposal, AccountId),
    ) -> Result<(), Refusal> {
        visa.finish(proposal, (by, cx.now)).map_err(|_| Refusal::denied("visa-life-over"))?;
        let mut application = tx.get(tables::APPLICATIONS, &visa.application)?.ok_or(Refusal::NotFound)?;
        let letter = match &proposal.correction {
            Some(correction) => {
                let corrected = self.visa_correct(tx, cx, (&mut application, &visa, correction))?;
                visa.replaced_by = Some(corrected);
                Letter::VisaCorrected { visa: corrected }
            }
            None => Letter::VisaWithdrawn { visa: visa.id },
        };
        tx.put(tables::VISAS, &visa.id, &visa)?;
        tx.put(tables::VISAS_ENDED, &(cx.now, visa.id), &())?;
        let act = format!("visa.{}", proposal.event.name());
        audit(tx, cx, (&act, &record(&visa)), proposal.ground.name())?;
        mail_leave(tx, cx, application.account, letter, &format!("visa-end/{}", visa.id))
    }

    /// The corrected visa: the same right to enter, the right facts, a number of its own.
    fn visa_correct(
        &self,
        tx: &mut Writer<'_>,
        cx: &Cx<'_>,
        (application, old, correction): (&mut Application, &Visa, &Correction),
    ) -> Result<VisaId, Refusal> {
        let corrected = Visa {
            id: Id::mint(cx.now, cx.chance),
            state: VisaState::Issued,
            name: correction.name.clone(),
            traveller: correction.traveller.clone(),
            issued_at: cx.now,
            end: None,
            proposal: None,
            replaces: Some(old.id),
            replaced_by: None,
            seal: None,
            ..old.clone()
        };
        let corrected = self.visa_enter(tx, cx, (application, corrected))?;
        tx.put(tables::APPLICATIONS, &application.id, application)?;
        Ok(corrected.id)
    }

    /// Whether life, dates and rules permit it, now.
    fn permitted(
        &self,
        tx: &Reader<'_>,
        cx: &Cx<'_>,
        (visa, event, correction): (&Visa, VisaEvent, Option<&Correction>),
    ) -> Result<(), Refusal> {
        let over = visa.standing(almaty_date(cx.now)) == Standing::Expired && event != VisaEvent::Annul;
        if step(visa.state, event).is_none() || over {
            return Err(Refusal::denied("visa-life-over"));
        }
        let Some(correction) = correction else { return Ok(()) };
        if correction.name == visa.name && correction.traveller == visa.traveller {
            return Err(Refusal::denied("visa-life-nothing-differs"));
        }
        if let Err(fault) = names::check(&correction.name, &correction.traveller.nationality) {
            return Err(Refusal::Fields(vec![FieldFault { field: "surname", message: fault.message() }]));
        }
        let application = tx.get(tables::APPLICATIONS, &visa.application)?.ok_or(Refusal::NotFound)?;
        let known = Answers::new(correction.traveller.nationality.clone(), visa.category);
        let passport_expires_on = application.passport_expires_on;
        self.eligible(cx, &Answers { passport_expires_on, visa_until: Some(visa.valid_to), ..known })
    }

    /// The newest visas, or those about which a second person has to decide. For [`Permission::VisaRead`].
    ///
    /// # Errors
    /// Only staff may look.
    pub fn visa_list(&self, cx: &Cx<'_>, only_proposed: bool) -> Result<Vec<Visa>, Refusal> {
        self.store.read(|tx| {
            permit(tx, cx, Permission::VisaRead)?;
            if only_proposed {
                let ids = tx.scan(tables::VISAS_PROPOSED, .., Take::First(LISTED_MAX))?;
                let found =
                    ids.into_iter().map(|(id, ())| tx.get(tables::VISAS, &id)).collect::<Result<Vec<_>, _>>()?;
                return Ok(found.into_iter().flatten().collect());
            }
            Ok(tx.scan(tables::VISAS, .., Take::Last(LISTED_MAX))?.into_iter().map(|(_, visa)| visa).collect())
        })
    }

    /// The visas that a text names: by visa number, application number, invitation number or passport number (among the newest
    /// [`LOOKED_THROUGH_MAX`]), newest first. For [`Permission::VisaRead`].
    ///
    /// # Errors
    /// Only staff may look.
    pub fn visa_find(&self, cx: &Cx<'_>, text: &str) -> Result<Vec<Visa>, Refusal> {
        self.store.read(|tx| {
            permit(tx, cx, Permission::VisaRead)?;
            if let Some(visa) = by_number(tx, text)? {
                return Ok(vec![visa]);
            }
            let application = text.parse::<ApplicationNumber>().ok();
            let invitation = text.parse::<InvitationNumber>().ok();
            let passport = text.parse::<PassportNumber>().ok();
            let named = |visa: &Visa| {
                application.as_ref() == Some(&visa.application_number)
                    || invitation.as_ref() == Some(&visa.invitation_number)
                    || passport.as_ref() == Some(&visa.traveller.passport)
            };
            let newest = tx.scan(tables::VISAS, .., Take::Last(LOOKED_THROUGH_MAX))?;
            Ok(newest.into_iter().map(|(_, visa)| visa).filter(named).take(LISTED_MAX).collect())
        })
    }

    /// One visa with its history. For [`Permission::VisaRead`].
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is none; only staff may see it.
    pub fn visa_file(&self, cx: &Cx<'_>, visa: VisaId) -> Result<VisaFile, Refusal> {
        self.store.read(|tx| {
            permit(tx, cx, Permission::VisaRead)?;
            let visa = tx.get(tables::VISAS, &visa)?.ok_or(Refusal::NotFound)?;
            let history = tx.audit_of(&record(&visa), HISTORY_MAX)?.into_iter().map(|(_, line)| line).collect();
            Ok(VisaFile {
                standing: visa.standing(almaty_date(cx.now)),
                replaced_by: named(tx, visa.replaced_by)?,
                replaces: named(tx, visa.replaces)?,
                history,
                visa,
            })
        })
    }

    /// The visas of one application of the signed-in person, newest first: a corrected one, and those it replaced.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for somebody else's.
    pub fn visas_of(&self, cx: &Cx<'_>, application: ApplicationId) -> Result<Vec<Visa>, Refusal> {
        let account = cx.actor.account().ok_or(Refusal::SignIn)?;
        self.store.read(|tx| {
            let application = tx.get(tables::APPLICATIONS, &application)?.filter(|one| one.account == account);
            let (mut next, mut visas) = (application.ok_or(Refusal::NotFound)?.visa, Vec::new());
            while let Some(visa) = next.map(|id| tx.get(tables::VISAS, &id)).transpose()?.flatten() {
                next = visa.replaces;
                visas.push(visa);
                if LISTED_MAX <= visas.len() {
                    break;
                }
            }
            Ok(visas)
        })
    }

    /// A visa, for the letter that tells of its end.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is none.
    pub fn visa_for_letter(&self, visa: VisaId) -> Result<Visa, Refusal> {
        self.store.read(|tx: &Reader<'_>| tx.get(tables::VISAS, &visa)?.ok_or(Refusal::NotFound))
    }

    /// The papers of a corrected visa's application and the number of the visa it replaced, for the letter that brings it.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is none, or it corrects none.
    pub fn correction_for_letter(&self, cx: &Cx<'_>, visa: VisaId) -> Result<(Papers, String), Refusal> {
        let (application, old) = self.store.read(|tx: &Reader<'_>| {
            let visa = tx.get(tables::VISAS, &visa)?.ok_or(Refusal::NotFound)?;
            let (_, old) = named(tx, visa.replaces)?.ok_or(Refusal::NotFound)?;
            Ok::<_, Refusal>((visa.application, old))
        })?;
        Ok((self.papers_for_letter(cx, application)?, old))
    }
}

/// The visa with this printed number; spaces and small letters are read as people type them.
pub(super) fn by_number(tx: &Reader<'_>, text: &str) -> Result<Option<Visa>, Refusal> {
    let number: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .take(WORDS_CHARS_MAX)
        .flat_map(char::to_uppercase)
        .collect();
    match tx.get(tables::VISA_BY_NUMBER, &number)? {
        Some(id) => Ok(tx.get(tables::VISAS, &id)?),
        None => Ok(None),
    }
}

fn named(tx: &Reader<'_>, visa: Option<VisaId>) -> Result<Option<(VisaId, String)>, Refusal> {
    let visa = visa.map(|id| tx.get(tables::VISAS, &id)).transpose()?.flatten();
    Ok(visa.map(|visa| (visa.id, visa.number)))
}

fn record(visa: &Visa) -> String {
    format!("visa:{}", visa.id)
}

/// The person who acts: what is done to a visa is signed, so neither the program nor a command line does it.
fn person(tx: &Reader<'_>, cx: &Cx<'_>, permission: Permission) -> Result<AccountId, Refusal> {
    permit(tx, cx, permission)?;
    cx.actor.account().ok_or(Refusal::SignIn)
}

/// Words of a person: some, and not a book.
fn words(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Refusal::field("reason", "money-say-why")),
        count if WORDS_CHARS_MAX < count => Err(Refusal::field("reason", "money-too-long")),
        _ => Ok(text.to_owned()),
    }
}
