//! Playing a scenario, and keeping the evidence when it fails.

use std::{cell::RefCell, fs, net::SocketAddr, panic::AssertUnwindSafe, path::Path, rc::Rc, time::Duration};

use anyhow::{Context as _, Result, anyhow};
use futures::FutureExt as _;

use super::{Browser, Options, Person, Server, browser::evidence_folder};

/// Plays a scenario to its end and closes every browser that it started.
///
/// # Panics
/// When the scenario fails. The message names, for each browser, the files with its screenshot and its console.
pub(crate) fn play(scenario: impl AsyncFnOnce(&Stage) -> Result<()>) {
    let title = std::thread::current().name().unwrap_or("scenario").replace("::", "-");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let failure = runtime.map_err(anyhow::Error::from).and_then(|runtime| {
        let result = runtime.block_on(async {
            let stage = Stage { server: Server::start().await?, people: RefCell::default() };
            let played = AssertUnwindSafe(scenario(&stage)).catch_unwind().await;
            let result = played.unwrap_or_else(|panic| Err(panicked(panic.as_ref())));
            let result = match result {
                Ok(()) => Ok(()),
                Err(failure) => Err(failure.context(stage.evidence(&title).await)),
            };
            stage.close().await;
            result
        });
        // A request that still waits for an answer must not hold the test up.
        runtime.shutdown_timeout(Duration::from_secs(1));
        result
    });
    if let Err(failure) = failure {
        let causes: Vec<String> = failure.chain().map(ToString::to_string).collect();
        panic!("{}", causes.join("\n"));
    }
}

/// A server, and the people of a scenario.
#[derive(Debug)]
pub(crate) struct Stage {
    server: Server,
    people: RefCell<Vec<Rc<Person>>>,
}

impl Stage {
    /// The server of this scenario.
    pub(crate) fn server(&self) -> &Server {
        &self.server
    }

    /// Somebody sits down before a browser with a camera and a microphone, which shows an empty page.
    pub(crate) async fn person(&self, name: &str, browser: Browser) -> Result<Rc<Person>> {
        self.person_with(name, browser, Options::default()).await
    }

    /// Somebody sits down before a browser of a special kind.
    pub(crate) async fn person_with(&self, name: &str, browser: Browser, options: Options) -> Result<Rc<Person>> {
        self.person_at(name, browser, options, self.server.address()).await
    }

    /// Somebody whose browser reaches the server at another address, through a [`Wire`](super::Wire).
    pub(crate) async fn person_at(
        &self,
        name: &str,
        browser: Browser,
        options: Options,
        address: SocketAddr,
    ) -> Result<Rc<Person>> {
        let person = Rc::new(Person::new(name, browser, browser.start(options, address).await?, address));
        self.people.borrow_mut().push(Rc::clone(&person));
        Ok(person)
    }

    /// Everybody who is in a call leaves it; nobody holds anything then: no camera, no microphone, no screen.
    pub(crate) async fn everybody_leaves(&self) -> Result<()> {
        for person in self.people().iter().filter(|person| !person.is_gone()) {
            if person.find("button", "Leave").await?.is_some() {
                person.leaves().await?;
            }
            person.holds_nothing().await?;
        }
        Ok(())
    }

    fn people(&self) -> Vec<Rc<Person>> {
        self.people.borrow().clone()
    }

    /// Saves what each browser shows and has said, and tells where.
    async fn evidence(&self, title: &str) -> String {
        let folder = evidence_folder();
        let mut places = vec![format!("scenario {title} failed; the evidence:")];
        for person in self.people().iter().filter(|person| !person.is_gone()) {
            let file = folder.join(format!("{title}-{}", person.name().to_lowercase().replace(' ', "-")));
            places.push(match save(person, &folder, &file).await {
                Ok(()) => format!("  {person}: {0}.png, {0}.log", file.display()),
                Err(error) => format!("  {person}: none: {error:#}"),
            });
        }
        places.join("\n")
    }

    async fn close(&self) {
        futures::future::join_all(self.people().iter().map(|person| person.close())).await;
    }
}

async fn save(person: &Person, folder: &Path, file: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let driver = person.driver();
    let (picture, log) = tokio::time::timeout(Duration::from_secs(20), async {
        (driver.screenshot_as_png().await, person.console().await)
    })
    .await
    .context("the browser does not answer")?;
    fs::write(file.with_extension("log"), log?)?;
    fs::write(file.with_extension("png"), picture?)?;
    Ok(())
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> anyhow::Error {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    anyhow!("panic: {}", text.unwrap_or("without words"))
}
