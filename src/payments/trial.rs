//! One child with one library, asked frame by frame: to look at it, to check it, to replay a trace. Takes no payments.

use std::{path::Path, time::Duration};

use evisa_plugin_sdk::proto::{Answer, Cx, Description, Hello, Op, Request};

use super::{
    Confinement, PluginFault, Sandbox, library, process::Process, settings::PluginSettings, specimen::started,
    supervisor::quiet,
};

/// A library in a confined child, not configured. Dropping it ends the child.
pub struct Trial {
    process: Process,
    call_deadline: Duration,
    next_id: u64,
    /// What its descriptor says.
    pub hello: Hello,
    /// How well its process is confined.
    pub confinement: Confinement,
}

impl Trial {
    /// Loads the library in a child; its log goes to `tracing`. `executable` is this program.
    ///
    /// # Errors
    /// [`PluginFault::Load`] says why it is no plugin; anything else is a fault of the process.
    pub fn start(executable: &Path, path: &Path) -> Result<Self, PluginFault> {
        let settings = PluginSettings::new("trial", path);
        let sealed = library::seal(&settings, false).map_err(PluginFault::Load)?;
        // Nobody trusts it yet, so a kernel that cannot confine it does not load it.
        let (process, confinement, hello) =
            started(executable, &sealed, ("trial", Sandbox::Required, &settings.limits))?;
        let call_deadline = Duration::from_millis(settings.limits.call_ms.into());
        Ok(Self { process, call_deadline, next_id: 1, hello, confinement })
    }

    /// What the plugin says about itself.
    ///
    /// # Errors
    /// It does not answer.
    pub fn describe(&mut self) -> Result<Description, PluginFault> {
        let Answer::Description(description) = self.ask(quiet(), Op::Describe)? else {
            return Err(PluginFault::Malformed("no description".to_owned()));
        };
        Ok(*description)
    }

    /// One call. After a fault of the process the trial must be dropped.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn ask(&mut self, cx: Cx, op: Op) -> Result<Answer, PluginFault> {
        self.ask_frame(cx, op).map(|(answer, _)| answer)
    }

    /// The same, with the very bytes of the answer.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn ask_frame(&mut self, cx: Cx, op: Op) -> Result<(Answer, Vec<u8>), PluginFault> {
        let request = Request::new(self.next_id, cx, op);
        self.next_id += 1;
        self.process.ask_frame(&request, self.call_deadline)
    }
}
