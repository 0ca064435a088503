//! A browser that logs in to Salesforce for the app and is sent back.

use serde_json::{Value, json};
use weftline_sandbox::forge::{DeliveryKind, Settlement};
use weftline_sandbox::http::{Request, Response};
use weftline_sandbox::{Called, Door, Exchange};
use weftline_wire::call::{BeginLoginCall, Call, FinishLoginCall, Instance, Reply};
use weftline_wire::failure::Failure;
use weftline_wire::job::{Job, Turn};
use weftline_wire::view::{LoginProgress, LoginView};

use crate::outside::encode;
use crate::{ADMIN, Stage};

impl Stage {
    /// A world with the app installed, the org connected by a login, which gives a refresh token, and the projects SUP and
    /// ENG configured.
    pub fn logged_in(seed: u64) -> Self {
        let mut stage = Self::bare(seed);
        stage.log_in(None).expect("the org can be logged in to");
        stage.configure();
        stage
    }

    /// Logs in as the admin does, from the first click to the last; gives the connection's id.
    ///
    /// # Errors
    /// The failure that the page would show.
    pub fn log_in(&mut self, connection: Option<&str>) -> Result<String, Failure> {
        let login = self.begin_login(connection)?;
        let back = self.allow(&login.authorize_url);
        let page = self.go_back(&back);
        assert_eq!(page.status, 200, "{}", String::from_utf8_lossy(&page.body));
        match self.finish_login(ADMIN, &login.state)? {
            LoginProgress::Connected { id, .. } => Ok(id),
            LoginProgress::Waiting {} => panic!("the code has come, and the login is waiting for it"),
        }
    }

    /// Begins a login of the org's user at its My Domain.
    ///
    /// # Errors
    /// The failure that the page would show.
    pub fn begin_login(&mut self, connection: Option<&str>) -> Result<LoginView, Failure> {
        let access = self.world.access();
        let call = Call::BeginLogin(BeginLoginCall {
            connection: connection.map(str::to_owned),
            instance: Instance::MyDomain,
            my_domain: Some("weftline.my.salesforce.com".into()),
            client_id: Some(access.client_id),
            client_secret: Some(access.client_secret),
        });
        match self.call(ADMIN, call)? {
            Reply::BeginLogin(view) => Ok(view),
            other => panic!("{other:?}"),
        }
    }

    /// Asks how far a login has come.
    ///
    /// # Errors
    /// The failure that the page would show.
    pub fn finish_login(&mut self, account: &str, state: &str) -> Result<LoginProgress, Failure> {
        match self.call(account, Call::FinishLogin(FinishLoginCall { state: state.to_owned() }))? {
            Reply::FinishLogin(progress) => Ok(progress),
            other => panic!("{other:?}"),
        }
    }

    /// Allows access on Salesforce's page; gives the address that the browser is sent to.
    pub fn allow(&mut self, authorize_url: &str) -> String {
        self.answer(authorize_url, "allow")
    }

    /// Denies access there.
    pub fn deny(&mut self, authorize_url: &str) -> String {
        self.answer(authorize_url, "deny")
    }

    fn answer(&mut self, authorize_url: &str, answer: &str) -> String {
        let access = self.world.access();
        let (host, target) = split(authorize_url);
        let query = target.split_once('?').map_or("", |(_, query)| query);
        let asked = self.visit(Door::Salesforce, "GET", host, target, "");
        assert_eq!(asked.status, 200, "{}", String::from_utf8_lossy(&asked.body));
        let (user, password) = (encode(&access.username), encode(&access.password));
        let form = format!("{query}&username={user}&password={password}&answer={answer}");
        let answered = self.visit(Door::Salesforce, "POST", host, "/services/oauth2/authorize", &form);
        answered.header("location").expect("Salesforce sends the browser on").to_owned()
    }

    /// Follows the way back into the app; gives the page that the browser shows.
    pub fn go_back(&mut self, address: &str) -> Response {
        let (host, target) = split(address);
        let request = Request {
            method: "GET".into(),
            target: target.into(),
            headers: vec![("host".into(), host.into())],
            body: Vec::new(),
        };
        let call = match self.world.exchange(Door::Forge, &request) {
            Exchange::Waiting { call } => call,
            other => panic!("the callback URL is no web trigger: {other:?}"),
        };
        for delivery in self.world.deliveries() {
            if delivery.kind != DeliveryKind::Webtrigger {
                let settlement = self.consume(&delivery.body);
                self.world.settle(&delivery.id, settlement);
                continue;
            }
            let job = returned(&delivery.body["queryParameters"]);
            let response = match self.work(job).finish(&mut self.world) {
                Some(Turn::Page { status, html }) => json!({ "statusCode": status, "body": html }),
                other => panic!("a browser got {other:?}"),
            };
            self.world.settle(&delivery.id, Settlement::Done { response: Some(response) });
        }
        match self.world.collect(call) {
            Called::Answered(response) => response,
            Called::Waiting => panic!("nobody answered the browser"),
        }
    }

    fn visit(&mut self, door: Door, method: &str, host: &str, target: &str, form: &str) -> Response {
        let headers = [
            ("x-forwarded-host", host),
            ("x-forwarded-proto", "https"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let request = Request {
            method: method.into(),
            target: target.into(),
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            body: form.as_bytes().to_vec(),
        };
        self.world.handle(door, &request)
    }
}

/// What the host makes of a call of the web trigger.
fn returned(parameters: &Value) -> Job {
    let one = |name: &str| parameters[name][0].as_str().map(str::to_owned);
    Job::AuthorizationReturned {
        state: one("state").unwrap_or_default(),
        code: one("code"),
        error: one("error"),
        error_description: one("error_description"),
    }
}

/// Host and target of an address.
fn split(address: &str) -> (&str, &str) {
    let (_, rest) = address.split_once("://").expect("an address has a scheme");
    rest.split_at(rest.find('/').expect("an address has a path"))
}
