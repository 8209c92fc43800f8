//! How a command reaches a running service: one process owns the database, so it is asked through a socket in the data directory that
//! only the owner of that directory can open. Where nobody runs, the command does the same itself.

use std::{
    fs::Permissions,
    io::{BufRead, BufReader, ErrorKind, Read, Write},
    net::Shutdown,
    os::unix::{fs::PermissionsExt, net::UnixStream},
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt},
    net::UnixListener,
    time::timeout,
};
use url::Url;
use zeroize::Zeroizing;

use super::{
    house::HouseFault,
    register::{operator, refused},
};
use crate::{
    domain::{
        account::Role,
        lang::Lang,
        person::{EmailAddress, PersonName},
        staff::ADMIN_LINK_AGE,
    },
    services::{Services, account::Registration},
};

/// The socket in the data directory.
const SOCKET: &str = "control.sock";
/// Bytes of a question or an answer; a password has 128 characters at least to spare.
const LINE_BYTES_MAX: u64 = 16 * 1024;
/// How long a question or an answer may take: an Argon2 hash is made in between.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a command asks of the installation.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Make an administrator.
    AdminMake {
        /// The address that signs in.
        email: EmailAddress,
        /// The name.
        name: PersonName,
        /// The password.
        password: String,
    },
    /// Let an administrator choose a new password.
    AdminReset {
        /// The address that signs in.
        email: EmailAddress,
    },
}

/// The installation as it answers.
#[derive(Clone)]
pub struct Desk {
    /// The services over the open database.
    pub services: Services,
    /// The address that browsers use.
    pub public_url: Url,
    /// Where the database lies: named in each answer, so that nobody changes the wrong one.
    pub directory: PathBuf,
}

impl Desk {
    /// Do what is asked. Returns what to print.
    ///
    /// # Errors
    /// Why not, and what to do.
    pub fn answer(&self, asked: Asked) -> Result<String, HouseFault> {
        let told = match asked {
            Asked::AdminMake { email, name, password } => {
                let form = Registration { email, name, lang: Lang::En, password: Zeroizing::new(password) };
                let id =
                    operator(|cx| self.services.account_create(cx, &form, Role::Administrator)).map_err(refused)?;
                format!("account {id} made, role administrator; it can sign in now")
            }
            Asked::AdminReset { email } => {
                let token = operator(|cx| self.services.admin_reset(cx, &email)).map_err(refused)?;
                let minutes = ADMIN_LINK_AGE.as_mins();
                let address = page(&self.public_url, &format!("reset/{token}"));
                format!("{email} chooses a new password here (works once, for {minutes} minutes):\n{address}")
            }
        };
        Ok(format!("{told}\ndata directory: {}", self.directory.display()))
    }
}

/// An address of the portal, in English.
pub fn page(public_url: &Url, path: &str) -> String {
    format!("{}/en/{path}", public_url.as_str().trim_end_matches('/'))
}

/// Ask the service that runs over a directory; `None` where none runs.
///
/// # Errors
/// It refused, or could not be heard.
pub fn ask(directory: &Path, asked: &Asked) -> Result<Option<String>, HouseFault> {
    let socket = directory.join(SOCKET);
    let mut stream = match UnixStream::connect(&socket) {
        Ok(stream) => stream,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => return Ok(None),
        Err(error) => return Err(unheard(&socket, &error)),
    };
    let answer = || {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let question = Zeroizing::new(serde_json::to_string(asked)?);
        stream.write_all(question.as_bytes())?;
        stream.write_all(b"\n")?;
        stream.shutdown(Shutdown::Write)?;
        let mut line = String::new();
        BufReader::new(&stream).take(LINE_BYTES_MAX).read_line(&mut line)?;
        Ok::<Result<String, String>, std::io::Error>(serde_json::from_str(&line)?)
    };
    let mut answer = answer;
    answer().map_err(|error| unheard(&socket, &error))?.map(Some).map_err(HouseFault)
}

fn unheard(socket: &Path, error: &std::io::Error) -> HouseFault {
    HouseFault(format!(
        "the running service cannot be asked through {} ({error}): run this as the user that runs it, or stop it first",
        socket.display()
    ))
}

/// Answer questions until the program ends. Without the socket the service runs all the same.
pub fn listen(desk: Desk) {
    let socket = desk.directory.join(SOCKET);
    match bind(&socket) {
        Ok(listener) => {
            tokio::spawn(async move {
                loop {
                    match listener.accept().await {
                        Ok((stream, _)) => {
                            tokio::spawn(attend(stream, desk.clone()));
                        }
                        Err(error) => {
                            tracing::warn!(%error, "a command could not be heard");
                            tokio::time::sleep(Duration::from_secs(1)).await;
                        }
                    }
                }
            });
        }
        Err(error) => {
            tracing::warn!(%error, "commands cannot reach this service while it runs: {}", socket.display());
        }
    }
}

fn bind(socket: &Path) -> std::io::Result<UnixListener> {
    // One of before: the database is ours alone, so nobody listens there any more.
    match std::fs::remove_file(socket) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    // The directory is closed to others, so nobody comes in before the rights are set.
    let listener = UnixListener::bind(socket)?;
    std::fs::set_permissions(socket, Permissions::from_mode(0o600))?;
    Ok(listener)
}

async fn attend(stream: tokio::net::UnixStream, desk: Desk) {
    // Only whoever runs the service, or the superuser: the directory could have been opened to others.
    let me = rustix::process::geteuid().as_raw();
    if stream.peer_cred().map_or(true, |peer| peer.uid() != me && peer.uid() != 0) {
        tracing::warn!("somebody else asked for a command");
        return;
    }
    let (reading, mut writing) = stream.into_split();
    let mut line = Zeroizing::new(String::new());
    let mut reading = tokio::io::BufReader::new(reading.take(LINE_BYTES_MAX));
    if !matches!(timeout(PATIENCE, reading.read_line(&mut line)).await, Ok(Ok(_))) {
        return;
    }
    let answer = match serde_json::from_str::<Asked>(&line) {
        Ok(asked) => tokio::task::spawn_blocking(move || desk.answer(asked).map_err(|fault| fault.0)).await,
        Err(_) => Ok(Err("the running service is of another version: run the same evisa".to_owned())),
    };
    let answer = answer.unwrap_or_else(|_| Err("the running service failed; its log says where".to_owned()));
    if let Ok(mut text) = serde_json::to_vec(&answer) {
        text.push(b'\n');
        // Whoever asked may have gone.
        let _ = timeout(PATIENCE, writing.write_all(&text)).await;
    }
}
