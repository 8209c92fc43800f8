//! How often somebody may try to get in. A place is a network (/24, /48), as everywhere.
//!
//! No budget counts an account alone for signing in: then anybody could lock its owner out. The owner, in another network, has a
//! budget of his own. What is taken is taken for known and unknown addresses alike, so a refusal tells nothing.

use crate::{
    domain::{person::EmailAddress, refusal::Refusal},
    web::{guard::rate::Budget, request::Request},
};

/// Sign-ins to one address from one place: ten mistypings at once, then one a minute; a guesser has 1 450 tries a day.
const SIGN_IN_OF_EMAIL_AT_PLACE: Budget = Budget { burst: 10, refill_ms: 60_000 };
/// Sign-ins from one place: an embassy's waiting room signs in behind one address; then one every five seconds.
const SIGN_IN_AT_PLACE: Budget = Budget { burst: 60, refill_ms: 5_000 };
/// Signatures from one place: a waiting room at once, then one every five seconds.
const SIGNATURE_AT_PLACE: Budget = Budget { burst: 60, refill_ms: 5_000 };
/// Registrations from one place: a travel group at once, then one a minute. Each may send a letter to a stranger.
const REGISTER_AT_PLACE: Budget = Budget { burst: 20, refill_ms: 60_000 };
/// Letters with a reset link asked for from one place.
const RESET_AT_PLACE: Budget = Budget { burst: 20, refill_ms: 60_000 };
/// Letters with a reset link to one address: three at once, then one every five minutes. A stranger who uses them up keeps nobody
/// out: a link lasts ten minutes, so the newest letter in the owner's mailbox works.
const RESET_OF_EMAIL: Budget = Budget { burst: 3, refill_ms: 300_000 };
/// Uses of mailed links from one place: their tokens cannot be guessed, this only spares the machine.
const LINK_AT_PLACE: Budget = Budget { burst: 30, refill_ms: 10_000 };
/// Tries of the present password by a signed-in browser, which may have been left open.
const PASSWORD_OF_ACCOUNT: Budget = Budget { burst: 5, refill_ms: 60_000 };

/// Somebody tries to sign in.
pub(super) fn sign_in(request: &Request, email: &EmailAddress) -> Result<(), Refusal> {
    let place = place(request);
    request.allow(&format!("sign-in:{place}:{email}"), SIGN_IN_OF_EMAIL_AT_PLACE)?;
    request.allow(&format!("sign-in:{place}"), SIGN_IN_AT_PLACE)
}

/// Somebody sends a signature: a key cannot be guessed, this only spares the machine.
pub(super) fn signature(request: &Request) -> Result<(), Refusal> {
    request.allow(&format!("signature:{}", place(request)), SIGNATURE_AT_PLACE)
}

/// Somebody registers.
pub(super) fn register(request: &Request) -> Result<(), Refusal> {
    request.allow(&format!("register:{}", place(request)), REGISTER_AT_PLACE)
}

/// Somebody asks for a new password.
pub(super) fn reset(request: &Request, email: &EmailAddress) -> Result<(), Refusal> {
    request.allow(&format!("reset:{}", place(request)), RESET_AT_PLACE)?;
    request.allow(&format!("reset-of:{email}"), RESET_OF_EMAIL)
}

/// Somebody uses a mailed link.
pub(super) fn link(request: &Request) -> Result<(), Refusal> {
    request.allow(&format!("link:{}", place(request)), LINK_AT_PLACE)
}

/// Somebody signed in types the present password.
pub(super) fn password(request: &Request) -> Result<(), Refusal> {
    let account = request.actor().account().ok_or(Refusal::SignIn)?;
    request.allow(&format!("password:{account}"), PASSWORD_OF_ACCOUNT)
}

/// Codes of a second factor for one session: five mistypings, then one a minute. Only whoever has the password gets here.
const SECOND_OF_SESSION: Budget = Budget { burst: 5, refill_ms: 60_000 };
/// Codes from one place, however many sessions are opened: a guesser has some 2 900 tries a day at a million codes.
const SECOND_AT_PLACE: Budget = Budget { burst: 30, refill_ms: 30_000 };

/// Somebody types a code of a second factor.
pub(super) fn second(request: &Request, token: &str) -> Result<(), Refusal> {
    let session = token.get(..SESSION_MARK).unwrap_or_default();
    request.allow(&format!("second-of:{session}"), SECOND_OF_SESSION)?;
    request.allow(&format!("second:{}", place(request)), SECOND_AT_PLACE)
}

/// Letters of a session's token that tell it from others.
const SESSION_MARK: usize = 12;

fn place(request: &Request) -> String {
    request.cx().place().unwrap_or_default()
}
