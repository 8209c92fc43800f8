//! Why a signature is not accepted: one case for each rule, each with a sentence that says what to do.

use jiff::Timestamp;

use crate::domain::{iin::TaxIdFault, refusal::Message};

/// The rule that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CmsFault {
    /// More bytes than a signature has.
    #[error("longer than any signature")]
    TooLarge,
    /// Not the DER of a CMS message (nor its PEM or base 64): damaged, cut off, or another kind of file.
    #[error("not a CMS message in DER")]
    NotCms,
    /// Bytes behind the message.
    #[error("bytes behind the message")]
    TrailingBytes,
    /// A message of CMS that is no signature over plain content.
    #[error("no signature over plain content")]
    NotSigned,
    /// Nobody signed, or more than one.
    #[error("{signers} signers where one is needed")]
    Signers {
        /// How many.
        signers: usize,
    },
    /// The signer's certificate is not in the message.
    #[error("the signer's certificate is missing")]
    NoCertificate,
    /// A certificate in the message breaks the rules of X.509.
    #[error("a certificate that breaks X.509")]
    Certificate,
    /// Without signed attributes the content could be passed off as attributes.
    #[error("no signed attributes")]
    NoAttributes,
    /// Signed attributes that are missing, doubled, or speak of something else.
    #[error("signed attributes that contradict the message")]
    Attributes,
    /// The attributes promise another content.
    #[error("the digest is of another content")]
    Digest,
    /// The content is not the challenge.
    #[error("another challenge was signed")]
    WrongChallenge,
    /// The signature does not fit the key.
    #[error("the signature does not fit")]
    Signature,
    /// An algorithm that is not on the list.
    #[error("an algorithm that is not accepted")]
    Algorithm,
    /// A GOST algorithm, for which this installation has no verifier.
    #[error("a GOST algorithm")]
    Gost,
    /// An RSA key of fewer bits than are safe.
    #[error("a key that is too short")]
    WeakKey,
    /// The certificate is over.
    #[error("expired at {0}")]
    Expired(Timestamp),
    /// The certificate begins later; often a clock is wrong.
    #[error("valid only from {0}")]
    NotYetValid(Timestamp),
    /// A certificate that is not for signing in.
    #[error("a certificate for another purpose")]
    Purpose,
    /// A critical extension that we do not know.
    #[error("an unknown critical extension")]
    CriticalExtension,
    /// No path leads to an authority that this installation trusts.
    #[error("issued by nobody we trust")]
    Untrusted,
    /// The certificate, or one of an authority above it, was revoked.
    #[error("revoked")]
    Revoked,
    /// Whether it was revoked is not known, or not freshly enough.
    #[error("revocation unknown")]
    RevocationUnknown,
    /// The certificate names no person.
    #[error("no IIN in the certificate")]
    NoIin,
    /// The number of the person cannot exist.
    #[error("an IIN that cannot exist: {0}")]
    Iin(TaxIdFault),
    /// The number of the organization cannot exist, or there are two.
    #[error("a BIN that cannot exist")]
    Bin,
}

impl CmsFault {
    /// The key of the sentence.
    const fn key(self) -> &'static str {
        match self {
            Self::TooLarge => "signature-too-large",
            Self::NotCms => "signature-not-cms",
            Self::TrailingBytes => "signature-trailing",
            Self::NotSigned => "signature-not-signed",
            Self::Signers { .. } => "signature-signers",
            Self::NoCertificate => "signature-no-certificate",
            Self::Certificate => "signature-certificate",
            Self::NoAttributes => "signature-no-attributes",
            Self::Attributes => "signature-attributes",
            Self::Digest => "signature-digest",
            Self::WrongChallenge => "signature-wrong-challenge",
            Self::Signature => "signature-does-not-fit",
            Self::Algorithm => "signature-algorithm",
            Self::Gost => "signature-gost",
            Self::WeakKey => "signature-weak-key",
            Self::Expired(_) => "signature-expired",
            Self::NotYetValid(_) => "signature-not-yet-valid",
            Self::Purpose => "signature-purpose",
            Self::CriticalExtension => "signature-critical",
            Self::Untrusted => "signature-untrusted",
            Self::Revoked => "signature-revoked",
            Self::RevocationUnknown => "signature-revocation-unknown",
            Self::NoIin => "signature-no-iin",
            Self::Iin(_) => "signature-iin",
            Self::Bin => "signature-bin",
        }
    }

    /// The sentence that tells what is wrong and what to do. Days are those of UTC, as certificates count.
    #[must_use]
    pub fn message(self) -> Message {
        let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
        let message = Message::new(self.key());
        match self {
            Self::Signers { signers } => message.with("signers", signers),
            Self::Expired(at) | Self::NotYetValid(at) => message.with("day", day(at)),
            Self::TooLarge
            | Self::NotCms
            | Self::TrailingBytes
            | Self::NotSigned
            | Self::NoCertificate
            | Self::Certificate
            | Self::NoAttributes
            | Self::Attributes
            | Self::Digest
            | Self::WrongChallenge
            | Self::Signature
            | Self::Algorithm
            | Self::Gost
            | Self::WeakKey
            | Self::Purpose
            | Self::CriticalExtension
            | Self::Untrusted
            | Self::Revoked
            | Self::RevocationUnknown
            | Self::NoIin
            | Self::Iin(_)
            | Self::Bin => message,
        }
    }

    /// Every case once, with the key of its sentence: for the tests of the languages and for the log of what happened.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.key().strip_prefix("signature-").unwrap_or_default()
    }
}
