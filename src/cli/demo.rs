//! `evisa demo`: everything seeded, the model bank beside it, no configuration and no network.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio::{net::TcpListener, sync::watch};
use url::Url;

use super::{
    bank_sim, clock, config,
    house::{House, HouseFault, Plan, library_find},
    seed,
};
use crate::{
    crypto::{cms::Revocation, keys::Identity, password},
    documents::SecondCode,
    domain::{
        context::{Actor, Cx},
        iin::Strictness,
        profile::{PROFILE_DEFAULT, Profile},
        staff::SecondFactorRule,
    },
    mail::{self, Way},
    payments::{PluginLimits, PluginSettings, Sandbox, Secret, Settings, Verification, proto::Need},
    sandbox::{
        self, BankSettings,
        contract::{self, Contract},
        egov,
        outcome::Outcome,
    },
    services::Policy,
    web::server::Limits,
};

/// Ports tried after the wanted one, when that is taken.
const PORTS_TRIED: u16 = 20;
/// What the plugin and the model bank share; it protects play money.
const CALLBACK_SECRET: &str = "model-callback-secret";

/// What the command line asks for.
pub struct Wanted {
    /// Where facts are kept; a fresh directory that goes with the program when absent.
    pub data: Option<PathBuf>,
    /// Where the portal listens.
    pub listen: SocketAddr,
    /// Whether the model bank makes no trouble but that of the magic numbers.
    pub kind: bool,
}

/// A demonstration, open and not yet serving.
pub struct Demo {
    /// The installation.
    pub house: House,
    /// The portal's address.
    pub portal_url: String,
    /// The model bank's address.
    pub bank_url: String,
    /// Where facts are kept.
    pub directory: PathBuf,
    /// The settings its plugins were started with.
    pub payments: Settings,
    portal: TcpListener,
    bank: (BankSettings, TcpListener),
    /// Removes the directory at the end, when it was made for this run.
    _fresh: Option<tempfile::TempDir>,
}

impl Demo {
    /// Open the demonstration: data directory, database, seeds, plugins, two listeners.
    ///
    /// # Errors
    /// Which part failed, and what to do.
    pub async fn open(wanted: Wanted) -> Result<Self, HouseFault> {
        Self::open_with(wanted, |_| Vec::new()).await
    }

    /// The same with plugins of somebody's own, that stand before ours; they are told the address of the model bank.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_with(
        wanted: Wanted,
        own: impl FnOnce(&BankSettings) -> Vec<PluginSettings>,
    ) -> Result<Self, HouseFault> {
        let (directory, fresh) = match wanted.data {
            Some(directory) => (directory, None),
            None => {
                let fresh = tempfile::Builder::new().prefix("evisa-demo-").tempdir();
                let fresh = fresh.map_err(|error| HouseFault::of("temporary data directory", error))?;
                (fresh.path().to_path_buf(), Some(fresh))
            }
        };
        let portal = listen(wanted.listen).await?;
        let portal_address = address(&portal)?;
        let after = portal_address.port().checked_add(1).unwrap_or(0);
        let bank = listen(SocketAddr::from(([127, 0, 0, 1], after))).await?;
        let bank_url = format!("http://{}", address(&bank)?);
        let portal_url = format!("http://{}", reachable(portal_address));
        let settings = BankSettings {
            state_file: Some(directory.join("model-bank.json")),
            faults: bank_sim::faults(wanted.kind),
            ..BankSettings::new(Arc::new(clock::now), &bank_url)
        };
        let mut plan = plan(&directory, (&portal_url, &settings))?;
        plan.payments.plugins.splice(0..0, own(&settings));
        let payments = plan.payments.clone();
        let csv_file = directory.join("invitations.csv");
        let house = tokio::task::spawn_blocking(move || {
            let house = House::open(plan)?;
            let chance = clock::chance();
            let cx = Cx { now: clock::now(), actor: Actor::Operator, peer: None, chance: &*chance };
            seed::seed(&house.services, &cx)?;
            // After the database is ours: another demonstration in this directory keeps its file.
            let csv = seed::invitations_csv(crate::domain::calendar::almaty_date(cx.now));
            std::fs::write(&csv_file, csv)
                .map_err(|error| HouseFault(format!("{} cannot be written: {error}", csv_file.display())))?;
            Ok::<_, HouseFault>(house)
        });
        let house = house.await.map_err(|error| HouseFault::of("start", error))??;
        let bank = (settings, bank);
        Ok(Self { house, portal_url, bank_url, directory, payments, portal, bank, _fresh: fresh })
    }

    /// Serve the portal and the model bank until `stop` turns true.
    ///
    /// # Errors
    /// A part that could not start.
    pub async fn run(self, stop: watch::Receiver<bool>) -> Result<(), HouseFault> {
        let (portal_end, portal_ended) = watch::channel(false);
        let (bank_end, bank_ended) = watch::channel(false);
        let until = |mut signal: watch::Receiver<bool>| async move {
            // An ended sender is an end, too.
            let _ = signal.wait_for(|stop| *stop).await;
        };
        let (settings, listener) = self.bank;
        let mut bank = tokio::spawn(sandbox::serve(settings, listener, until(bank_ended)));
        let mut portal = tokio::spawn(self.house.run((self.portal, None), Limits::default(), portal_ended));
        // One part alone is no demonstration: whichever ends first ends the other.
        let (bank_first, portal_first) = tokio::select! {
            () = until(stop) => (None, None),
            done = &mut bank => (Some(done), None),
            done = &mut portal => (None, Some(done)),
        };
        // Either may have ended already. The bank goes last, so that who still asks gets an answer.
        let _ = portal_end.send(true);
        let portal = match portal_first {
            Some(done) => done,
            None => portal.await,
        };
        let _ = bank_end.send(true);
        let bank = match bank_first {
            Some(done) => done,
            None => bank.await,
        };
        portal.map_err(|error| HouseFault::of("portal", error))??;
        bank.map_err(|error| HouseFault::of("model bank", error))?.map_err(|error| HouseFault::of("model bank", error))
    }

    /// What a newcomer reads first.
    #[must_use]
    pub fn welcome(&self) -> String {
        let (portal, bank) = (&self.portal_url, &self.bank_url);
        let approve = Outcome::Approve;
        let (card, wallet, phone) = (approve.card(), approve.wallet(), approve.phone("701"));
        format!(
            "\n  evisa demonstration — nothing here is a real visa or real money\n\n\
             \x20 Portal       {portal}/en/      (also /kk/ /ru/ /zh/)\n\
             \x20 Sign in      {email}   password: {password}\n\
             \x20 Staff        {staff}   (the same password)\n\
             \x20 Letters      {portal}/en/inbox\n\
             \x20 Model bank   {bank}/           (test numbers and what each does, codes sent by SMS)\n\
             \x20 Test keys    {bank}/signature  (sign in by digital signature, without a certification centre)\n\
             \x20 Data         {data}\n\n\
             \x20 Try this: sign in, choose E-visa, a business visa, and apply on the manual's invitation\n\
             \x20   invitation 3622000299 · passport E12345678 · male · born 15.03.1985 · China\n\
             \x20 then pay with the test card {card} (any later month, any name, CVV 123),\n\
             \x20   the wallet {wallet} or the telephone {phone}: their codes are shown by the model bank.\n\
             \x20 Twenty more invitations stand in {data}/invitations.csv.\n\n\
             \x20 Stop with Ctrl-C.{kept}\n",
            email = seed::EMAIL,
            staff = seed::STAFF.map(|(_, email)| email).join("  "),
            password = seed::PASSWORD,
            data = self.directory.display(),
            kept = if self._fresh.is_some() { " The data goes with it; keep it with --data DIR." } else { "" },
        )
    }
}

/// The address a browser on this machine uses for a listener.
fn reachable(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() { SocketAddr::from(([127, 0, 0, 1], address.port())) } else { address }
}

fn address(listener: &TcpListener) -> Result<SocketAddr, HouseFault> {
    listener.local_addr().map_err(|error| HouseFault::of("listener", error))
}

/// Listen at `wanted`, or at the next free port after it.
async fn listen(wanted: SocketAddr) -> Result<TcpListener, HouseFault> {
    let mut last = None;
    for step in 0..PORTS_TRIED {
        let port = if wanted.port() == 0 { 0 } else { wanted.port().saturating_add(step) };
        match TcpListener::bind((wanted.ip(), port)).await {
            Ok(listener) => return Ok(listener),
            Err(error) => last = Some(error),
        }
    }
    let reason = last.map_or_else(String::new, |error| error.to_string());
    Err(HouseFault(format!(
        "cannot listen at {wanted} or the {PORTS_TRIED} ports after it ({reason}): choose another with --listen"
    )))
}

fn plan(directory: &Path, (portal_url, bank): (&str, &BankSettings)) -> Result<Plan, HouseFault> {
    let executable = std::env::current_exe().map_err(|error| HouseFault::of("this program's own file", error))?;
    let contracts = contract::contracts(bank, CALLBACK_SECRET);
    let plugins = contracts.into_iter().map(|contract| plugin_settings(&executable, contract)).collect();
    let from = "evisa demonstration <visa@example.test>".parse().map_err(|error| HouseFault::of("sender", error))?;
    Ok(Plan {
        directory: directory.to_path_buf(),
        public_url: Url::parse(portal_url).map_err(|error| HouseFault::of("portal address", error))?,
        demonstration: true,
        signing_desk: Some(Url::parse(&bank.public_url).map_err(|error| HouseFault::of("model bank address", error))?),
        policy: Policy {
            decision: BTreeMap::new(),
            profile: Profile::named(PROFILE_DEFAULT).ok_or_else(|| HouseFault("no default profile".to_owned()))?,
            strictness: Strictness::Demonstration,
            rate_age_days_max: 10,
            revocation: Revocation::Required,
            second_factor: SecondFactorRule::Demonstration,
        },
        second_code: SecondCode::Address,
        password: password::Settings::default(),
        identity: Some(provider(&bank.public_url)?),
        keys: config::Keys { passphrase: None, identity: identity() },
        payments: Settings { plugins, allow_loopback: true, sandbox: Sandbox::BestEffort },
        mail: mail::Settings { from, reply_to: None, way: Way::Files { dir: directory.join("mail") } },
    })
}

/// Who signs in a demonstration: a name that says so, and letters that no real installation uses.
/// The stand-in of eGov at the model bank.
fn provider(bank_url: &str) -> Result<crate::identity::Settings, HouseFault> {
    Ok(crate::identity::Settings {
        protocol: crate::identity::Protocol::Egov,
        issuer: Url::parse(bank_url).map_err(|error| HouseFault::of("model bank address", error))?,
        client_id: egov::CLIENT_ID.to_owned(),
        client_secret: egov::CLIENT_SECRET.to_owned().into(),
        iin_claim: None,
        strictness: Strictness::Demonstration,
        allow_loopback: true,
    })
}

fn identity() -> Identity {
    Identity {
        country: "KZ".to_owned(),
        signer: "XD".to_owned(),
        authority: "evisa DEMONSTRATION authority - NOT VALID".to_owned(),
        key_months: 12,
        visa_months: 24,
    }
}

fn plugin_settings(executable: &Path, contract: Contract) -> PluginSettings {
    PluginSettings {
        id: contract.plugin.to_owned(),
        path: library_find(executable, contract.library),
        sha256: None,
        signer: None,
        enabled: true,
        live: false,
        hosts: vec!["127.0.0.1".to_owned()],
        grants: vec![Need::Email],
        limits: PluginLimits::default(),
        // Nothing real is paid here, and a fresh build has no record beside its libraries yet.
        verification: Verification::Waived,
        config: contract.config,
        secrets: contract.secrets.iter().map(|(name, secret)| ((*name).to_owned(), Secret::new(secret))).collect(),
    }
}
