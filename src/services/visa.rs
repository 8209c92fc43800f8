//! Visas: issued in the commit that grants, read by their holder.

use super::{Services, audit, visa_seal::seal_waits};
use crate::{
    crypto::token::LinkToken,
    domain::{
        application::{Application, ApplicationId, ApplicationState},
        context::Cx,
        id::Id,
        money::Money,
        papers::Papers,
        payment::PaymentState,
        refusal::Refusal,
        visa::{Visa, VisaState, visa_number},
    },
    store::{Reader, Writer, tables},
};

impl Services {
    /// Issue the visa of an application that was granted in this very commit, with the fee that was paid for it.
    pub(super) fn visa_issue(
        &self,
        tx: &mut Writer<'_>,
        cx: &Cx<'_>,
        (application, fee): (&mut Application, Money),
    ) -> Result<(), Refusal> {
        let invitation = application.invitation.map(|id| tx.get(tables::INVITATIONS, &id)).transpose()?.flatten();
        let (Some(invitation), Some(traveller), Some(number), None) =
            (invitation, application.traveller.clone(), application.number.clone(), application.visa)
        else {
            return Err(Refusal::Us(format!("application {} cannot carry a visa", application.id)));
        };
        let days = invitation.valid_from.until(invitation.valid_to).map(|span| span.get_days()).unwrap_or(0);
        let longest = self.policy.profile.rules(application.category).stay_days_max;
        let visa = Visa {
            id: Id::mint(cx.now, cx.chance),
            number: String::new(),
            state: VisaState::Issued,
            application: application.id,
            application_number: number,
            invitation_number: invitation.number,
            category: invitation.category,
            name: invitation.name,
            traveller,
            valid_from: invitation.valid_from,
            valid_to: invitation.valid_to,
            entries: 1,
            stay_days: u16::try_from(days.max(0) + 1).unwrap_or(longest).min(longest),
            inviter: invitation.inviter,
            stay: invitation.stay,
            fee,
            issued_at: cx.now,
            check_token: String::new(),
            end: None,
            proposal: None,
            replaces: None,
            replaced_by: None,
            seal: None,
        };
        self.visa_enter(tx, cx, (application, visa)).map(|_| ())
    }

    /// Enter a visa into the register under a number and a verification token of its own, as the visa of its application.
    pub(super) fn visa_enter(
        &self,
        tx: &mut Writer<'_>,
        cx: &Cx<'_>,
        (application, mut visa): (&mut Application, Visa),
    ) -> Result<Visa, Refusal> {
        visa.number = visa_number(tx.next_number("visas")?);
        let token = LinkToken::mint(cx.chance);
        visa.check_token = token.text();
        self.visa_seal(tx, cx, &mut visa)?;
        tx.insert_new(tables::VISA_BY_TOKEN, &token.hash().to_bytes(), &visa.id)?;
        tx.insert_new(tables::VISA_BY_NUMBER, &visa.number, &visa.id)?;
        tx.insert_new(tables::VISAS, &visa.id, &visa)?;
        application.visa = Some(visa.id);
        audit(tx, cx, ("visa.issue", &format!("visa:{}", visa.id)), &visa.number)?;
        Ok(visa)
    }

    /// The signed-in person's paid application with its visa. Documents exist only when it is paid (figure 14).
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for somebody else's; [`Refusal::Denied`] while it is not paid or its visa waits for a seal.
    pub fn papers_view(&self, cx: &Cx<'_>, application: ApplicationId) -> Result<Papers, Refusal> {
        let account = cx.actor.account().ok_or(Refusal::SignIn)?;
        self.store.read(|tx| {
            // Whose it is comes first: what state somebody else's application is in is nobody's business.
            let mine = tx.get(tables::APPLICATIONS, &application)?.filter(|one| one.account == account);
            mine.ok_or(Refusal::NotFound)?;
            let papers = paid(granted(tx, application)?, cx)?;
            if seal_waits(tx, &papers)? { Err(Refusal::denied("visa-seal-waits")) } else { Ok(papers) }
        })
    }

    /// The same for the program itself, which attaches documents to letters.
    ///
    /// # Errors
    /// As [`Services::papers_view`], but [`Refusal::Us`] while a visa waits for its seal: the letter waits too.
    pub fn papers_for_letter(&self, cx: &Cx<'_>, application: ApplicationId) -> Result<Papers, Refusal> {
        self.store.read(|tx| {
            let papers = paid(granted(tx, application)?, cx)?;
            if seal_waits(tx, &papers)? {
                Err(Refusal::Us("the visa waits for its seal".to_owned()))
            } else {
                Ok(papers)
            }
        })
    }
}

fn granted(tx: &Reader<'_>, application: ApplicationId) -> Result<Papers, Refusal> {
    let application = tx.get(tables::APPLICATIONS, &application)?.ok_or(Refusal::NotFound)?;
    let payment = application.payment.map(|id| tx.get(tables::PAYMENTS, &id)).transpose()?.flatten();
    let payment = payment.ok_or_else(|| Refusal::denied("documents-not-yet"))?;
    let visa = match (application.state, application.visa) {
        (ApplicationState::Granted, Some(id)) => tx.get(tables::VISAS, &id)?,
        (_, _) => None,
    };
    Ok(Papers { application, payment, visa })
}

fn paid(granted: Papers, cx: &Cx<'_>) -> Result<Papers, Refusal> {
    if granted.payment.state(cx.now) == PaymentState::Paid {
        Ok(granted)
    } else {
        Err(Refusal::denied("documents-not-yet"))
    }
}
