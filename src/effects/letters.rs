//! Letters: facts become words in the addressee's language, with the documents attached, and leave the house.

use jiff::Timestamp;

use super::{Addressee, LetterFacts, LetterFault, Outside};
use crate::{
    domain::{
        application::ApplicationId,
        email_change::{EMAIL_CONFIRM_AGE, EMAIL_OBJECT_AGE},
        papers::Papers,
        session::{CONFIRM_LINK_AGE, ERASE_LINK_AGE, RESET_LINK_AGE},
        staff::INVITE_LINK_AGE,
        visa::{Visa, VisaState},
    },
    mail::{
        Attachment, Hope, Letter,
        compose::{self, Facts},
    },
};

impl Outside {
    /// Deliver one letter. `key` names the effect: the same key gives the same `Message-ID`.
    ///
    /// # Errors
    /// Whether trying again can help, and why it failed, without personal data.
    pub async fn letter_deliver(
        &self,
        addressee: &Addressee,
        facts: LetterFacts,
        (key, now): (&str, Timestamp),
    ) -> Result<(), LetterFault> {
        let attachments = self.attachments(addressee, &facts).await.map_err(LetterFault::Temporary)?;
        let facts =
            self.facts_of(addressee, facts).ok_or_else(|| LetterFault::Permanent("nothing to say".to_owned()))?;
        let words = compose::compose(addressee.lang, &facts, &self.house.public_url);
        let letter = Letter {
            to: addressee.to.clone(),
            lang: addressee.lang,
            message_id: key.to_owned(),
            subject: words.subject,
            text: words.text,
            html: words.html,
            attachments,
        };
        self.mail.deliver(&letter, now).await.map(|_| ()).map_err(|fault| match fault.hope {
            Hope::Permanent => LetterFault::Permanent(fault.reason),
            Hope::Temporary => LetterFault::Temporary(fault.reason),
        })
    }

    fn link(&self, addressee: &Addressee, path: &str) -> String {
        format!("{}/{}{path}", self.house.public_url, addressee.lang.code())
    }

    fn application_link(&self, addressee: &Addressee, application: ApplicationId) -> String {
        self.link(addressee, &format!("/applications/{application}"))
    }

    /// The facts with their links; `None` where a letter about documents has none.
    #[expect(clippy::too_many_lines, reason = "a table: one entry for each letter")]
    fn facts_of(&self, addressee: &Addressee, facts: LetterFacts) -> Option<Facts> {
        let name = addressee.name.full();
        let reset_link = self.link(addressee, "/forgot");
        Some(match facts {
            LetterFacts::ConfirmEmail { token } => Facts::ConfirmEmail {
                name,
                link: self.link(addressee, &format!("/confirm/{token}")),
                hours: u32::try_from(CONFIRM_LINK_AGE.as_hours()).unwrap_or(24),
            },
            LetterFacts::AlreadyRegistered => {
                Facts::AlreadyRegistered { name, sign_in_link: self.link(addressee, "/login"), reset_link }
            }
            LetterFacts::ResetPassword { token } => Facts::ResetPassword {
                name,
                link: self.link(addressee, &format!("/reset/{token}")),
                minutes: u32::try_from(RESET_LINK_AGE.as_mins()).unwrap_or(10),
            },
            LetterFacts::EraseConfirm { token } => Facts::EraseConfirm {
                name,
                link: self.link(addressee, &format!("/erase/{token}")),
                hours: u32::try_from(ERASE_LINK_AGE.as_hours()).unwrap_or(1),
            },
            LetterFacts::Erased { at } => Facts::Erased { name, at },
            LetterFacts::EmailConfirmNew { token } => Facts::EmailConfirmNew {
                name,
                link: self.link(addressee, &format!("/email/confirm/{token}")),
                hours: u32::try_from(EMAIL_CONFIRM_AGE.as_hours()).unwrap_or(24),
            },
            LetterFacts::EmailChanging { at, token, made } => Facts::EmailChanging {
                name,
                at,
                made,
                link: self.link(addressee, &format!("/email/object/{token}")),
                hours: u32::try_from(EMAIL_OBJECT_AGE.as_hours()).unwrap_or(168),
            },
            LetterFacts::StaffInvited { token } => Facts::StaffInvited {
                name,
                link: self.link(addressee, &format!("/reset/{token}")),
                hours: u32::try_from(INVITE_LINK_AGE.as_hours()).unwrap_or(72),
            },
            LetterFacts::SecondFactorSet { at } => Facts::SecondFactorSet { name, at, reset_link },
            LetterFacts::PasswordChanged { at } => Facts::PasswordChanged { name, at, reset_link },
            LetterFacts::SignatureAdded { at } => {
                Facts::SignatureAdded { name, at, link: self.link(addressee, "/account/signature") }
            }
            LetterFacts::ApplicationReceived { application, fee } => Facts::ApplicationReceived {
                name,
                number: application.number.clone()?,
                fee,
                link: self.application_link(addressee, application.id),
            },
            LetterFacts::Documents { papers, due } => {
                let number = papers.application.number.clone()?;
                let link = self.application_link(addressee, papers.application.id);
                match (papers.visa, due) {
                    (Some(visa), _) if visa.state != VisaState::Issued => self.withdrawn(addressee, visa)?,
                    (Some(visa), _) => Facts::VisaGranted {
                        name,
                        number,
                        visa_number: visa.number,
                        link,
                        from: visa.valid_from,
                        to: visa.valid_to,
                    },
                    (None, due) => Facts::FeePaid { name, number, due: due?, link },
                }
            }
            LetterFacts::VisaWithdrawn { visa } => self.withdrawn(addressee, *visa)?,
            LetterFacts::VisaCorrected { papers, old } => {
                let number = papers.application.number.clone()?;
                let link = self.application_link(addressee, papers.application.id);
                match papers.visa {
                    Some(visa) if visa.state != VisaState::Issued => self.withdrawn(addressee, visa)?,
                    visa => Facts::VisaCorrected { name, number, old, visa_number: visa?.number, link },
                }
            }
            LetterFacts::Refunded { number, code, amount } => {
                Facts::Refunded { name, number, code, amount, link: self.link(addressee, "/account/visas") }
            }
            LetterFacts::DocumentsAgain { papers } => {
                Facts::DocumentsAgain { name, number: papers.application.number.clone()? }
            }
        })
    }

    /// What tells of a withdrawn visa; nothing for one that stands.
    fn withdrawn(&self, addressee: &Addressee, visa: Visa) -> Option<Facts> {
        let end = visa.end?;
        Some(Facts::VisaWithdrawn {
            name: addressee.name.full(),
            number: visa.application_number,
            visa_number: visa.number,
            state: visa.state,
            ground: end.ground,
            at: end.at,
            link: self.application_link(addressee, visa.application),
        })
    }

    async fn attachments(&self, addressee: &Addressee, facts: &LetterFacts) -> Result<Vec<Attachment>, String> {
        let papers: &Papers = match facts {
            LetterFacts::Documents { papers, .. }
            | LetterFacts::DocumentsAgain { papers }
            | LetterFacts::VisaCorrected { papers, .. } => papers,
            LetterFacts::ConfirmEmail { .. }
            | LetterFacts::AlreadyRegistered
            | LetterFacts::ResetPassword { .. }
            | LetterFacts::PasswordChanged { .. }
            | LetterFacts::EraseConfirm { .. }
            | LetterFacts::Erased { .. }
            | LetterFacts::EmailConfirmNew { .. }
            | LetterFacts::EmailChanging { .. }
            | LetterFacts::SignatureAdded { .. }
            | LetterFacts::StaffInvited { .. }
            | LetterFacts::SecondFactorSet { .. }
            | LetterFacts::Refunded { .. }
            | LetterFacts::VisaWithdrawn { .. }
            | LetterFacts::ApplicationReceived { .. } => return Ok(Vec::new()),
        };
        let documents = [
            ("visa.pdf", self.visa_sheet(papers, addressee.lang)),
            ("receipt.pdf", self.receipt_sheet(papers, addressee.lang)),
        ];
        let mut attachments = Vec::new();
        for (name, document) in documents {
            if let Some(document) = document {
                let bytes = self.print(document).await.map_err(|error| error.to_string())?;
                let content_type = "application/pdf".to_owned();
                attachments.push(Attachment { file_name: name.to_owned(), content_type, bytes });
            }
        }
        Ok(attachments)
    }
}
