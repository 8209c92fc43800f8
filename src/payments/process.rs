//! One child process: started, greeted, asked with a deadline, killed.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    os::{fd::OwnedFd, unix::net::UnixStream},
    path::Path,
    process::{Child, ChildStderr},
    thread,
    time::{Duration, Instant},
};

use evisa_plugin_sdk::proto::{
    Answer, FaultKind, LOG_LINE_BYTES_MAX, Op, PROTO_VERSION, Request, Response, STATE_BYTES_MAX, decode, encode,
};

use super::{
    PluginFault, abi,
    child::Terms,
    confine::{Confinement, REFUSED_CALL},
    settings::Redactor,
    wire,
};

/// The time between a child's last word and its status.
const FAREWELL: Duration = Duration::from_millis(250);
/// Log lines kept of one child in one [`LOG_WINDOW`]; the rest is counted.
const LOG_LINES_MAX: usize = 1000;
/// The time in which that many lines are kept.
const LOG_WINDOW: Duration = Duration::from_secs(60);

/// A running child. Dropping it kills it.
pub(super) struct Process {
    child: Child,
    stream: UnixStream,
}

impl Process {
    /// Starts a child with the library, and captures its log under the plugin's name.
    pub(super) fn start(
        executable: &Path,
        terms: Terms,
        library: &OwnedFd,
        log: (&str, &Redactor),
    ) -> io::Result<Self> {
        let (stream, theirs) = UnixStream::pair()?;
        let mut child = abi::spawn(executable, terms.words(), (&theirs, library))?;
        if let Some(stderr) = child.stderr.take() {
            let (plugin, redactor) = (log.0.to_owned(), log.1.clone());
            thread::Builder::new().name("plugin-log".to_owned()).spawn(move || capture(stderr, &plugin, &redactor))?;
        }
        Ok(Self { child, stream })
    }

    /// The first two frames of the child, sent unasked: how it is confined, then what it loaded; or why it could not.
    pub(super) fn greeting(&mut self, deadline: Duration) -> Result<(Confinement, Answer), PluginFault> {
        let until = Instant::now() + deadline;
        let first = self.frame(until)?;
        let Ok(confinement) = decode(&first) else {
            // Not confined, not loaded: the frame is the reason.
            return Err(answer(&first, 0).err().unwrap_or_else(|| PluginFault::Malformed("no confinement".to_owned())));
        };
        Ok((confinement, answer(&self.frame(until)?, 0)?))
    }

    /// One frame as it is, and the frame that comes back.
    pub(super) fn exchange(&mut self, frame: &[u8], deadline: Duration) -> Result<Vec<u8>, PluginFault> {
        let until = Instant::now() + deadline;
        let length = u32::try_from(frame.len()).map_err(|error| PluginFault::Request(error.to_string()))?;
        self.pour(&[&length.to_le_bytes(), frame].concat(), until)?;
        self.frame(until)
    }

    /// The number of the process.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// One request, one answer, before the deadline. After a fault the child must not be used again.
    pub(super) fn ask(&mut self, request: &Request, deadline: Duration) -> Result<Answer, PluginFault> {
        self.ask_frame(request, deadline).map(|(answer, _)| answer)
    }

    /// The same, with the very bytes of the answer.
    pub(super) fn ask_frame(
        &mut self,
        request: &Request,
        deadline: Duration,
    ) -> Result<(Answer, Vec<u8>), PluginFault> {
        let frame = self.exchange(&encode(request).map_err(PluginFault::Request)?, deadline)?;
        let answer = answer(&frame, request.id)?;
        if !fits(&request.op, &answer) {
            return Err(PluginFault::Malformed("an answer of the wrong kind".to_owned()));
        }
        Ok((answer, frame))
    }

    /// What a child says without being asked is never taken for an answer.
    pub(super) fn expect_silence(&mut self) -> Result<(), PluginFault> {
        self.stream.set_nonblocking(true).map_err(lost)?;
        let heard = self.stream.read(&mut [0]);
        self.stream.set_nonblocking(false).map_err(lost)?;
        match heard {
            Ok(0) => Err(self.died()),
            Ok(_) => Err(PluginFault::Malformed("a frame nobody asked for".to_owned())),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(lost(error)),
        }
    }

    fn frame(&mut self, until: Instant) -> Result<Vec<u8>, PluginFault> {
        let mut head = [0; wire::LENGTH_BYTES];
        self.fill(&mut head, until)?;
        let length = wire::length(head).map_err(|error| PluginFault::Malformed(error.to_string()))?;
        let mut frame = vec![0; length];
        self.fill(&mut frame, until)?;
        Ok(frame)
    }

    fn pour(&mut self, mut rest: &[u8], until: Instant) -> Result<(), PluginFault> {
        while !rest.is_empty() {
            self.stream.set_write_timeout(Some(left(until)?)).map_err(lost)?;
            match self.stream.write(rest) {
                Ok(count) => rest = rest.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.failed(&error)),
            }
        }
        Ok(())
    }

    fn fill(&mut self, mut rest: &mut [u8], until: Instant) -> Result<(), PluginFault> {
        while !rest.is_empty() {
            self.stream.set_read_timeout(Some(left(until)?)).map_err(lost)?;
            match self.stream.read(rest) {
                Ok(0) => return Err(self.died()),
                Ok(count) => rest = rest.get_mut(count..).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.failed(&error)),
            }
        }
        Ok(())
    }

    fn failed(&mut self, error: &io::Error) -> PluginFault {
        let kind = error.kind();
        if matches!(kind, io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) {
            PluginFault::Deadline
        } else if matches!(kind, io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset) {
            self.died()
        } else {
            PluginFault::Died(error.to_string())
        }
    }

    /// The end of the stream is a fault whatever the exit status: a plugin that calls `exit(0)` did not answer.
    fn died(&mut self) -> PluginFault {
        // The files of a child that ends are closed a moment before its status can be read. Or it closed them and lives on.
        let until = Instant::now() + FAREWELL;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < until {
            thread::park_timeout(Duration::from_millis(1));
        }
        drop(self.child.kill());
        PluginFault::Died(self.child.wait().map_or_else(|error| error.to_string(), |status| status.to_string()))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn left(until: Instant) -> Result<Duration, PluginFault> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(PluginFault::Deadline) } else { Ok(left) }
}

fn lost(error: io::Error) -> PluginFault {
    PluginFault::Died(error.to_string())
}

/// The answer in a frame, when it answers this request.
fn answer(frame: &[u8], id: u64) -> Result<Answer, PluginFault> {
    let response: Response = decode(frame).map_err(PluginFault::Malformed)?;
    if response.v != PROTO_VERSION || response.id != id {
        let got = format!("an answer to request {} of protocol {}, not {id}", response.id, response.v);
        return Err(PluginFault::Malformed(got));
    }
    checked(response.answer)
}

fn checked(answer: Answer) -> Result<Answer, PluginFault> {
    if let Answer::Error(fault) = answer {
        return Err(match fault.kind {
            FaultKind::Panicked => PluginFault::Panicked(fault.message),
            FaultKind::Load => PluginFault::Load(fault.message),
            FaultKind::Unsupported
            | FaultKind::NotReady
            | FaultKind::Input
            | FaultKind::State
            | FaultKind::Provider
            | FaultKind::Internal => PluginFault::Refused(fault),
        });
    }
    if let Answer::Turn(turn) = &answer
        && turn.state.0.to_string().len() > STATE_BYTES_MAX
    {
        return Err(PluginFault::Malformed("a state beyond 16 KiB".to_owned()));
    }
    Ok(answer)
}

fn fits(op: &Op, answer: &Answer) -> bool {
    match op {
        Op::Describe => matches!(answer, Answer::Description(_)),
        Op::Init(_) | Op::CheckConfig(_) => matches!(answer, Answer::Issues(_)),
        Op::Quote(_) => matches!(answer, Answer::Quote(_)),
        Op::ParseCallback(_) => matches!(answer, Answer::Callback(_)),
        Op::ParseSettlement { .. } => matches!(answer, Answer::Rows(_)),
        Op::Start { .. }
        | Op::Resume { .. }
        | Op::Query { .. }
        | Op::Cancel { .. }
        | Op::Capture { .. }
        | Op::Refund { .. }
        | Op::QueryRefund { .. } => matches!(answer, Answer::Turn(_)),
    }
}

/// Reads what a child prints until it ends: whole lines, without secrets, so many a minute.
fn capture(stderr: ChildStderr, plugin: &str, redactor: &Redactor) {
    let mut reader = BufReader::new(stderr);
    let (mut since, mut lines) = (Instant::now(), 0_usize);
    // So much of a line that a secret across the cut is still found whole.
    let bytes_max = LOG_LINE_BYTES_MAX + redactor.longest();
    while let Ok(Some(line)) = line(&mut reader, bytes_max) {
        if since.elapsed() >= LOG_WINDOW {
            told(plugin, lines);
            (since, lines) = (Instant::now(), 0);
        }
        lines = lines.saturating_add(1);
        if lines <= LOG_LINES_MAX {
            let line = redactor.line(&String::from_utf8_lossy(&line), LOG_LINE_BYTES_MAX);
            if line.starts_with(REFUSED_CALL) {
                tracing::warn!(plugin, "{line}");
            } else {
                tracing::info!(plugin, "{line}");
            }
        }
    }
    told(plugin, lines);
}

/// How many lines of a minute were not kept, if any.
fn told(plugin: &str, lines: usize) {
    let dropped = lines.saturating_sub(LOG_LINES_MAX);
    if dropped > 0 {
        tracing::warn!(plugin, dropped, "log lines beyond the limit were not kept");
    }
}

/// The next line without its end, cut to a length; nothing at the end of the stream.
fn line(reader: &mut impl BufRead, bytes_max: usize) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let mut any = false;
    loop {
        let chunk = reader.fill_buf()?;
        if chunk.is_empty() {
            return Ok(any.then_some(line));
        }
        any = true;
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let (part, used) = match end {
            Some(end) => (chunk.get(..end).unwrap_or_default(), end + 1),
            None => (chunk, chunk.len()),
        };
        let room = bytes_max.saturating_sub(line.len());
        line.write_all(part.get(..room.min(part.len())).unwrap_or_default())?;
        reader.consume(used);
        if end.is_some() {
            return Ok(Some(line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_lines_are_whole_and_short() {
        let mut text = BufReader::with_capacity(4, b"abcdefghij\n\nlast".as_slice());
        assert_eq!(line(&mut text, 6).unwrap().unwrap(), b"abcdef");
        assert_eq!(line(&mut text, 6).unwrap().unwrap(), b"");
        assert_eq!(line(&mut text, 6).unwrap().unwrap(), b"last");
        assert_eq!(line(&mut text, 6).unwrap(), None);
    }
}
