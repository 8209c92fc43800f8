//! Applications: begun, filled field by field, matched against an invitation, declared, withdrawn, read.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Services, audit, effect_leave, invitation, mail_leave, permission::permit};
use crate::{
    domain::{
        account::{Account, AccountId},
        application::{
            Application, ApplicationEvent, ApplicationId, ApplicationState, DRAFT_AGE, DRAFTS_MAX, TYPED_CHARS_MAX,
            TYPED_FIELDS_MAX,
        },
        application_number::ApplicationNumber,
        calendar::{Calendar, almaty_date},
        context::Cx,
        effect::{Effect, Letter},
        eligibility::{Answers, Eligibility, evaluate},
        id::Id,
        invitation::{Invitation, InvitationNumber, InvitationState},
        money::Money,
        mrz::names,
        payment::{Payment, PaymentId, PaymentState},
        payment_code::{PaymentCode, SERVICE_E_VISA},
        permission::Permission,
        person::Traveller,
        refusal::{Message, Refusal},
        visa::Visa,
    },
    store::{Reader, StoreError, Take, Writer, tables},
};

/// Working days in which a decision is promised (figure 3).
pub const DECISION_WORKING_DAYS: u16 = 5;
/// Applications of one account shown at most; nobody has more.
const LISTED_MAX: usize = 500;

/// The five fields of step 1 (figure 4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepOne {
    /// The invitation's number.
    pub invitation: InvitationNumber,
    /// The four passport facts.
    pub traveller: Traveller,
}

/// An application as its owner sees it.
#[derive(Debug, Clone)]
pub struct ApplicationView {
    /// The application.
    pub application: Application,
    /// The invitation, once matched.
    pub invitation: Option<Invitation>,
    /// The payment, once submitted.
    pub payment: Option<Payment>,
    /// Where the payment stands.
    pub payment_state: Option<PaymentState>,
    /// The day by which a decision is promised, once the fee is paid.
    pub decision_due: Option<Date>,
    /// The visa, once granted; it may have been withdrawn since.
    pub visa: Option<Visa>,
    /// The number of the visa that this one corrects.
    pub corrected: Option<String>,
}

impl Services {
    /// Begin an application with the answers to the questions before step 1.
    ///
    /// # Errors
    /// [`Refusal::Denied`] where no e-visa can be given, and with too many open drafts.
    pub fn application_begin(&self, cx: &Cx<'_>, answers: &Answers) -> Result<ApplicationId, Refusal> {
        let account = cx.actor.account().ok_or(Refusal::SignIn)?;
        self.eligible(cx, answers)?;
        self.store.commit(|tx| {
            permit(tx, cx, Permission::Apply)?;
            let drafts = all_of(tx, account)?.into_iter().filter(|one| one.state == ApplicationState::Draft).count();
            if drafts >= DRAFTS_MAX {
                return Err(Refusal::Denied(Message::new("application-too-many-drafts").with("max", DRAFTS_MAX)));
            }
            let application = Application {
                id: Id::mint(cx.now, cx.chance),
                account,
                state: ApplicationState::Draft,
                category: answers.category,
                passport_expires_on: answers.passport_expires_on,
                typed: BTreeMap::from([("nationality".to_owned(), answers.nationality.to_string())]),
                traveller: None,
                invitation: None,
                number: None,
                payment: None,
                visa: None,
                started_at: cx.now,
                changed_at: cx.now,
                submitted_at: None,
                fee_paid_at: None,
                timeline: Vec::new(),
            };
            tx.insert_new(tables::APPLICATIONS, &application.id, &application)?;
            tx.put(tables::APPLICATIONS_OF, &(account, application.id), &())?;
            draft_end_leave(tx, &application)?;
            audit(tx, cx, ("application.begin", &format!("application:{}", application.id)), answers.category.code())?;
            Ok(application.id)
        })
    }

    /// Keep what was typed, exactly as typed, right or wrong.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for somebody else's or a submitted application.
    pub fn application_draft_keep(
        &self,
        cx: &Cx<'_>,
        id: ApplicationId,
        typed: &BTreeMap<String, String>,
    ) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            let mut application = own_draft(tx, cx, id)?;
            application.typed.extend(bounded(typed));
            application.changed_at = cx.now;
            Ok(tx.put(tables::APPLICATIONS, &id, &application)?)
        })
    }

    /// Match step 1 against the register; the draft remembers the invitation, which stays free until the declaration.
    ///
    /// # Errors
    /// [`Refusal::Denied`]: one generic sentence where nothing matches, and clear ones for used and expired invitations, and where the
    /// invited person cannot get this visa.
    pub fn application_match(&self, cx: &Cx<'_>, id: ApplicationId, facts: &StepOne) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            let mut application = own_draft(tx, cx, id)?;
            let invitation = invitation::admit(tx, cx, &facts.invitation, (&facts.traveller, id))?;
            self.invited_eligible(cx, &application, &invitation)?;
            application.category = invitation.category;
            application.traveller = Some(facts.traveller.clone());
            application.invitation = Some(invitation.id);
            application.changed_at = cx.now;
            tx.put(tables::APPLICATIONS, &id, &application)?;
            Ok(audit(tx, cx, ("application.match", &format!("application:{id}")), "")?)
        })
    }

    /// Declare the facts and submit (figure 5): the application gets its number, the invitation is used, the fee falls due. Submitting
    /// twice is submitting once.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for somebody else's; [`Refusal::Denied`] when step 1 is missing or the invitation no longer carries it.
    pub fn application_submit(&self, cx: &Cx<'_>, id: ApplicationId) -> Result<PaymentId, Refusal> {
        self.store.commit(|tx| {
            let (mut application, account) = own(tx, cx, id)?;
            if let Some(payment) = application.payment {
                return Ok(payment);
            }
            let (Some(invitation), Some(traveller)) = (application.invitation, application.traveller.clone()) else {
                return Err(Refusal::denied("application-step-one-first"));
            };
            let mut invitation = tx.get(tables::INVITATIONS, &invitation)?.ok_or(Refusal::NotFound)?;
            invitation.admit(&traveller, id, almaty_date(cx.now)).map_err(invitation::refusal_of)?;
            self.invited_eligible(cx, &application, &invitation)?;
            invitation.state = InvitationState::Used { by: id };
            tx.put(tables::INVITATIONS, &invitation.id, &invitation)?;

            application.take(ApplicationEvent::Submit, cx.now).map_err(|_| Refusal::denied("application-decided"))?;
            application.number = Some(number_mint(tx, cx, id)?);
            application.submitted_at = Some(cx.now);
            let payment = self.payment_make(tx, cx, &application, &account)?;
            application.payment = Some(payment);
            application.typed.clear();
            tx.put(tables::APPLICATIONS, &id, &application)?;
            audit(tx, cx, ("application.submit", &format!("application:{id}")), "")?;
            mail_leave(tx, cx, account.id, Letter::ApplicationReceived { application: id }, &format!("received/{id}"))?;
            Ok(payment)
        })
    }

    /// Give up a draft, or an application whose fee is not paid; the invitation becomes free again.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for somebody else's; [`Refusal::Denied`] once money may be under way.
    pub fn application_withdraw(&self, cx: &Cx<'_>, id: ApplicationId) -> Result<(), Refusal> {
        self.store.commit(|tx| withdraw(tx, cx, id))
    }

    /// Forget an application that was never submitted and not changed for thirty days; a later change puts that off.
    ///
    /// # Errors
    /// Only that the store could not be written.
    pub fn application_draft_end(&self, cx: &Cx<'_>, id: ApplicationId) -> Result<(), Refusal> {
        self.store.commit(|tx| {
            let Some(draft) = tx.get(tables::APPLICATIONS, &id)?.filter(|one| one.submitted_at.is_none()) else {
                return Ok(());
            };
            if cx.now < draft.changed_at + DRAFT_AGE {
                return Ok(draft_end_leave(tx, &draft)?);
            }
            tx.delete(tables::APPLICATIONS, &id);
            tx.delete(tables::APPLICATIONS_OF, &(draft.account, id));
            Ok(audit(tx, cx, ("application.draft_end", &format!("application:{id}")), "")?)
        })
    }

    /// One application of the signed-in person.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for somebody else's.
    pub fn application_view(&self, cx: &Cx<'_>, id: ApplicationId) -> Result<ApplicationView, Refusal> {
        self.store.read(|tx| {
            let (application, _) = own(tx, cx, id)?;
            view(tx, cx, application)
        })
    }

    /// The signed-in person's applications, newest first; drafts that were left for thirty days are gone.
    ///
    /// # Errors
    /// Only that the store cannot be read.
    pub fn application_list(&self, cx: &Cx<'_>) -> Result<Vec<ApplicationView>, Refusal> {
        let account = cx.actor.account().ok_or(Refusal::SignIn)?;
        self.store.read(|tx| {
            let current = |one: &Application| {
                one.state != ApplicationState::Draft || cx.now.duration_since(one.changed_at) < DRAFT_AGE
            };
            let shown =
                all_of(tx, account)?.into_iter().filter(current).filter(|one| one.state != ApplicationState::Withdrawn);
            shown.map(|application| view(tx, cx, application)).collect()
        })
    }

    /// "Send" (figure 8.3): mail the documents again. One letter a minute, however often it is pressed.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for somebody else's; [`Refusal::Denied`] while there are no documents.
    pub fn application_documents_send(&self, cx: &Cx<'_>, id: ApplicationId) -> Result<(), Refusal> {
        self.papers_view(cx, id)?;
        let account = cx.actor.account().ok_or(Refusal::SignIn)?;
        self.store.commit(|tx| {
            audit(tx, cx, ("application.documents_send", &format!("application:{id}")), "")?;
            let minute = cx.now.as_second() / 60;
            mail_leave(tx, cx, account, Letter::DocumentsAgain { application: id }, &format!("again/{id}/{minute}"))
        })
    }

    /// An application and its fee, for the letter that says it was received.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is no such application.
    pub fn application_for_letter(&self, id: ApplicationId) -> Result<(Application, Money), Refusal> {
        self.store.read(|tx: &Reader<'_>| {
            let application = tx.get(tables::APPLICATIONS, &id)?.ok_or(Refusal::NotFound)?;
            let payment = application.payment.map(|id| tx.get(tables::PAYMENTS, &id)).transpose()?.flatten();
            let fee = payment.ok_or(Refusal::NotFound)?.fee;
            Ok((application, fee))
        })
    }

    /// The rules about the invited person and the visa of the invitation: what was answered about somebody else does not count.
    fn invited_eligible(&self, cx: &Cx<'_>, application: &Application, invitation: &Invitation) -> Result<(), Refusal> {
        let known = Answers::new(invitation.traveller.nationality.clone(), invitation.category);
        let passport_expires_on = application.passport_expires_on;
        // Registers refuse such a name today; an invitation from before that would give a visa that no border can read.
        if names::check(&invitation.name, &invitation.traveller.nationality).is_err() {
            return Err(Refusal::denied("invitation-name-not-latin"));
        }
        self.eligible(cx, &Answers { passport_expires_on, visa_until: Some(invitation.valid_to), ..known })
    }

    /// Whether the rules in force permit a visa with these answers.
    pub(super) fn eligible(&self, cx: &Cx<'_>, answers: &Answers) -> Result<(), Refusal> {
        match evaluate(answers, self.policy.profile, almaty_date(cx.now)) {
            Eligibility::Eligible { .. } => Ok(()),
            Eligibility::NotEligible { reason, .. } => Err(Refusal::Denied(reason)),
        }
    }

    fn payment_make(
        &self,
        tx: &mut Writer<'_>,
        cx: &Cx<'_>,
        application: &Application,
        account: &Account,
    ) -> Result<PaymentId, Refusal> {
        let sequence = u32::try_from(tx.next_number("payment_codes")?).unwrap_or(u32::MAX);
        let code = PaymentCode::compose(SERVICE_E_VISA, sequence)
            .ok_or_else(|| Refusal::Us("no payment code left".to_owned()))?;
        let payment = Payment {
            id: Id::mint(cx.now, cx.chance),
            application: application.id,
            account: account.id,
            payer: account.name.clone(),
            payer_tax_id: None,
            code,
            fee: self.policy.profile.fee(application.category, almaty_date(cx.now)),
            sessions: Vec::new(),
            attempts: Vec::new(),
        };
        tx.insert_new(tables::PAYMENTS, &payment.id, &payment)?;
        tx.insert_new(tables::PAYMENT_BY_CODE, &payment.code.to_string(), &payment.id)?;
        audit(tx, cx, ("payment.make", &format!("payment:{}", payment.id)), payment.code.as_str())?;
        Ok(payment.id)
    }
}

/// The day by which a decision is promised (figure 3): five working days after the fee was paid.
#[must_use]
pub fn decision_due(application: &Application) -> Option<Date> {
    let paid = application.fee_paid_at?;
    Some(Calendar::default().working_days_after(almaty_date(paid), DECISION_WORKING_DAYS))
}

/// Give up a draft or an unpaid application (see [`Services::application_withdraw`]).
pub(super) fn withdraw(tx: &mut Writer<'_>, cx: &Cx<'_>, id: ApplicationId) -> Result<(), Refusal> {
    let (mut application, _) = own(tx, cx, id)?;
    if let Some(payment) = application.payment.map(|id| tx.get(tables::PAYMENTS, &id)).transpose()?.flatten()
        && (payment.live().is_some_and(|attempt| attempt.exposed) || payment.settled().is_some())
    {
        return Err(Refusal::denied("application-payment-under-way"));
    }
    application.take(ApplicationEvent::Withdraw, cx.now).map_err(|_| Refusal::denied("application-decided"))?;
    if let Some(mut invitation) =
        application.invitation.map(|id| tx.get(tables::INVITATIONS, &id)).transpose()?.flatten()
        && invitation.state == (InvitationState::Used { by: id })
    {
        invitation.state = InvitationState::Valid;
        tx.put(tables::INVITATIONS, &invitation.id, &invitation)?;
    }
    application.typed.clear();
    if application.submitted_at.is_none() {
        // Nobody relied on it: a discarded draft keeps nothing about the traveller.
        (application.traveller, application.invitation, application.passport_expires_on) = (None, None, None);
    }
    tx.put(tables::APPLICATIONS, &id, &application)?;
    Ok(audit(tx, cx, ("application.withdraw", &format!("application:{id}")), "")?)
}

/// The application and its owner, if the owner is the actor.
fn own(tx: &Reader<'_>, cx: &Cx<'_>, id: ApplicationId) -> Result<(Application, Account), Refusal> {
    let account = cx.actor.account().ok_or(Refusal::SignIn)?;
    let application =
        tx.get(tables::APPLICATIONS, &id)?.filter(|one| one.account == account).ok_or(Refusal::NotFound)?;
    let account = tx.get(tables::ACCOUNTS, &account)?.ok_or(Refusal::NotFound)?;
    Ok((application, account))
}

fn own_draft(tx: &Reader<'_>, cx: &Cx<'_>, id: ApplicationId) -> Result<Application, Refusal> {
    let (application, _) = own(tx, cx, id)?;
    if application.state == ApplicationState::Draft {
        Ok(application)
    } else {
        Err(Refusal::denied("application-submitted"))
    }
}

/// Come back to a draft when its thirty days are over.
fn draft_end_leave(tx: &mut Writer<'_>, draft: &Application) -> Result<(), StoreError> {
    let ends_at = draft.changed_at + DRAFT_AGE;
    let key = format!("draft/{}/{:015}", draft.id, ends_at.as_millisecond());
    effect_leave(tx, &key, ends_at, Effect::DraftEnd { application: draft.id })
}

pub(super) fn all_of(tx: &Reader<'_>, account: AccountId) -> Result<Vec<Application>, Refusal> {
    let ids = tx.prefix(tables::APPLICATIONS_OF, &account, Take::Last(LISTED_MAX))?;
    let found =
        ids.into_iter().map(|((_, id), ())| tx.get(tables::APPLICATIONS, &id)).collect::<Result<Vec<_>, _>>()?;
    Ok(found.into_iter().flatten().collect())
}

fn view(tx: &Reader<'_>, cx: &Cx<'_>, application: Application) -> Result<ApplicationView, Refusal> {
    let invitation = application.invitation.map(|id| tx.get(tables::INVITATIONS, &id)).transpose()?.flatten();
    let payment = application.payment.map(|id| tx.get(tables::PAYMENTS, &id)).transpose()?.flatten();
    let payment_state = payment.as_ref().map(|payment| payment.state(cx.now));
    let decision_due = decision_due(&application);
    let visa = application.visa.map(|id| tx.get(tables::VISAS, &id)).transpose()?.flatten();
    let old = visa.as_ref().and_then(|visa| visa.replaces).map(|id| tx.get(tables::VISAS, &id)).transpose()?.flatten();
    let corrected = old.map(|old| old.number);
    Ok(ApplicationView { application, invitation, payment, payment_state, decision_due, visa, corrected })
}

fn number_mint(tx: &mut Writer<'_>, cx: &Cx<'_>, id: ApplicationId) -> Result<ApplicationNumber, Refusal> {
    // A look-up that fails counts as taken: the number after it is as good.
    let taken = |number: &str| tx.has(tables::APPLICATION_BY_NUMBER, &number.to_owned()).unwrap_or(true);
    let number =
        ApplicationNumber::mint(cx.now, taken).ok_or_else(|| Refusal::Us("no application number left".to_owned()))?;
    tx.insert_new(tables::APPLICATION_BY_NUMBER, &number.to_string(), &id)?;
    Ok(number)
}

/// What is kept of typed fields: as typed, within limits.
fn bounded(typed: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let cut = |text: &String| text.chars().take(TYPED_CHARS_MAX).collect::<String>();
    typed.iter().take(TYPED_FIELDS_MAX).map(|(name, text)| (cut(name), cut(text))).collect()
}
