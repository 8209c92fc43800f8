//! Delivery to a mail server: SMTP with TLS, a limit on the time, and an answer that tells whether to try again.

use std::{fmt, net::IpAddr, time::Duration};

pub use lettre::transport::smtp::authentication::Credentials;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    transport::smtp::{
        Error,
        client::{Certificate, Tls as LettreTls, TlsParameters},
        extension::ClientId,
    },
};
use tokio::time::timeout;

use super::MailFault;

/// Replies with which a server refuses our sign-in (RFC 4954 §4 and §6). They say nothing about the letter, so the letter waits until an
/// operator has mended the settings.
const SIGN_IN_REFUSED: [u16; 5] = [454, 530, 534, 535, 538];

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Starts in the clear and must change to TLS before anything is said (`STARTTLS`, usually port 587).
    Starttls,
    /// TLS from the first byte (usually port 465).
    Implicit,
    /// No TLS: only for a mail server on this machine.
    None,
}

/// A mail server.
#[derive(Clone)]
pub struct SmtpSettings {
    /// Its host name, which its certificate must carry.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// Authority that signed its certificate, as PEM, besides those every browser knows.
    pub authority_pem: Option<Vec<u8>>,
    /// Name and password, where it asks for them.
    pub credentials: Option<Credentials>,
    /// The name we introduce ourselves with (`EHLO`): the host of the portal's public address.
    pub hello_name: String,
    /// The longest time for one letter, from connecting to the last reply.
    pub timeout: Duration,
}

impl fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpSettings({}:{}, {:?})", self.host, self.port, self.tls)
    }
}

pub(super) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    timeout: Duration,
}

impl Smtp {
    pub(super) fn new(settings: SmtpSettings) -> Result<Self, MailFault> {
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .hello_name(hello(&settings.hello_name))
            .timeout(Some(settings.timeout))
            .tls(tls(&settings)?);
        if let Some(credentials) = settings.credentials {
            builder = builder.credentials(credentials);
        }
        Ok(Self { transport: builder.build(), timeout: settings.timeout })
    }

    pub(super) async fn send(&self, message: Message) -> Result<(), MailFault> {
        // The library times the connecting only; a server that falls silent later must not hold a job for ever.
        match timeout(self.timeout, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(fault)) => Err(verdict(&fault)),
            Err(_) => {
                Err(MailFault::temporary(format!("the mail server did not answer within {} s", self.timeout.as_secs())))
            }
        }
    }
}

/// Whether `host` is this machine.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// An address stands in brackets (RFC 5321 §4.1.3).
fn hello(name: &str) -> ClientId {
    match name.trim_start_matches('[').trim_end_matches(']').parse() {
        Ok(IpAddr::V4(ip)) => ClientId::Ipv4(ip),
        Ok(IpAddr::V6(ip)) => ClientId::Ipv6(ip),
        Err(_) => ClientId::Domain(name.to_owned()),
    }
}

fn tls(settings: &SmtpSettings) -> Result<LettreTls, MailFault> {
    let unusable = |fault: Error| MailFault::temporary(format!("TLS cannot be set up: {fault}"));
    let parameters = || {
        let mut builder = TlsParameters::builder(settings.host.clone());
        if let Some(pem) = &settings.authority_pem {
            builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(unusable)?);
        }
        builder.build_rustls().map_err(unusable)
    };
    match settings.tls {
        Tls::Starttls => Ok(LettreTls::Required(parameters()?)),
        Tls::Implicit => Ok(LettreTls::Wrapper(parameters()?)),
        Tls::None if is_loopback(&settings.host) => Ok(LettreTls::None),
        Tls::None => Err(MailFault::temporary("a mail server without TLS must be on this machine")),
    }
}

/// What an error of the library means for the letter. Its text is not passed on where it may hold the server's words, because servers
/// like to repeat the address.
fn verdict(fault: &Error) -> MailFault {
    if let Some(code) = fault.status() {
        let code = u16::from(code);
        if SIGN_IN_REFUSED.contains(&code) {
            return MailFault::temporary(format!("the mail server refuses our sign-in ({code})"));
        }
        let reason = format!("the mail server answered {code}");
        return if fault.is_permanent() { MailFault::permanent(reason) } else { MailFault::temporary(reason) };
    }
    MailFault::temporary(if fault.is_timeout() {
        "the mail server did not answer in time"
    } else if fault.is_tls() {
        "no trusted TLS connection to the mail server"
    } else if fault.is_response() {
        "the mail server answered something that is not SMTP"
    } else if fault.is_client() {
        "the mail server does not offer what the settings ask for: TLS or sign-in"
    } else {
        "the mail server cannot be reached"
    })
}
