//! Counts what the code under test takes from the page and gives back: connections, sockets, timers and listeners. And waits.
//! Shared by the browser tests of two crates.

#![allow(dead_code, reason = "each crate uses its part of it")]
#![allow(unsafe_code, reason = "`#[wasm_bindgen] extern` expands to unsafe glue; there is none by hand")]

use js_sys::{Date, Promise};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(inline_js = r#"
const real = {
    setTimeout: window.setTimeout.bind(window),
    clearTimeout: window.clearTimeout.bind(window),
    now: performance.now.bind(performance),
};

export function turn() {
    return new Promise(resolve => real.setTimeout(resolve, 4));
}

export class Census {
    constructor() {
        this.connections = [];
        this.channels = [];
        this.sockets = [];
        this.timers = new Map();
        this.listeners = new Set();
        this.workers = new Set();
        this.skipped = 0;
        this.restores = [];
        this.watchConstructor('RTCPeerConnection', this.connections);
        this.watchConstructor('WebSocket', this.sockets);
        this.watchTimers();
        this.watchListeners();
        performance.now = () => real.now() + this.skipped;
        this.restores.push(() => delete performance.now);
    }

    replace(object, name, value) {
        const old = object[name];
        object[name] = value;
        this.restores.push(() => { object[name] = old; });
        return old;
    }

    watchConstructor(name, made) {
        const construct = (target, parameters) => {
            const object = new target(...parameters);
            made.push(object);
            if (object.createDataChannel) {
                object.createDataChannel = (...rest) => {
                    const channel = target.prototype.createDataChannel.apply(object, rest);
                    this.channels.push(channel);
                    return channel;
                };
            }
            return object;
        };
        this.replace(window, name, new Proxy(window[name], { construct }));
    }

    watchTimers() {
        const { timers } = this;
        this.replace(window, 'setTimeout', (callback, wait = 0, ...rest) => {
            const fire = () => {
                real.clearTimeout(id);
                timers.delete(id);
                callback(...rest);
            };
            const id = real.setTimeout(fire, wait);
            timers.set(id, { at: performance.now() + wait, wait, fire });
            return id;
        });
        this.replace(window, 'clearTimeout', id => {
            timers.delete(id);
            real.clearTimeout(id);
        });
    }

    watchListeners() {
        const { listeners } = this, census = this;
        const terminate = this.replace(Worker.prototype, 'terminate', function () {
            census.workers.delete(this);
            return terminate.call(this);
        });
        const isCapture = options => typeof options === 'object' && options ? !!options.capture : !!options;
        const find = (target, type, callback, options) => [...listeners].find(entry =>
            entry.target === target && entry.type === type && entry.callback === callback
                && entry.capture === isCapture(options));
        const add = this.replace(EventTarget.prototype, 'addEventListener', function (type, callback, options) {
            const target = this ?? window;
            if (target instanceof Worker) {
                // The runner listens to it, too; with the worker they all end.
                census.workers.add(target);
            } else if (callback && !find(target, type, callback, options)) {
                const entry = { target, type, callback, capture: isCapture(options) };
                listeners.add(entry);
                if (options?.once) {
                    add.call(target, type, () => listeners.delete(entry), options);
                }
            }
            return add.call(target, type, callback, options);
        });
        const remove = this.replace(EventTarget.prototype, 'removeEventListener', function (type, callback, options) {
            const target = this ?? window;
            listeners.delete(find(target, type, callback, options));
            return remove.call(target, type, callback, options);
        });
    }

    made() {
        return this.connections.length;
    }

    configurations() {
        const open = this.connections.filter(connection => connection.signalingState !== 'closed');
        return open.map(connection => {
            const { iceServers, iceTransportPolicy } = connection.getConfiguration();
            return [iceTransportPolicy, ...iceServers.map(({ urls, credential }) => `${urls} ${credential}`)].join(' ');
        });
    }

    channelsOpen() {
        return this.channels.filter(channel => channel.readyState === 'open').length;
    }

    say(index, text) {
        this.channels[index].send(text);
    }

    report(index, type, members) {
        this.connections[index].dispatchEvent(Object.assign(new Event(type), members));
    }

    findCandidate(index, candidate, relayProtocol) {
        this.report(index, 'icecandidate', { candidate: { candidate, relayProtocol } });
    }

    failCandidate(index, errorCode, errorText) {
        this.report(index, 'icecandidateerror', { errorCode, errorText });
    }

    leftovers() {
        const count = (items, name) => items.length ? [`${items.length} ${name}`] : [];
        return [
            ...count(this.connections.filter(connection => connection.signalingState !== 'closed'), 'connections'),
            ...count(this.sockets.filter(socket => socket.readyState < 2), 'sockets'),
            ...count([...this.timers], `timers (${[...this.timers.values()].map(({ wait }) => `${wait} ms`)})`),
            ...count([...this.workers], 'workers'),
            ...count([...this.listeners].map(entry => entry.type), `listeners (${[...this.listeners].map(entry => entry.type)})`),
        ].join(', ');
    }

    skip(milliseconds) {
        this.skipped += milliseconds;
        const due = [...this.timers.values()].filter(timer => timer.at <= performance.now());
        due.sort((one, other) => one.at - other.at).forEach(timer => timer.fire());
    }

    end() {
        while (this.restores.length) {
            this.restores.pop()();
        }
    }
}

export function withBroken(prototype, method, act) {
    const old = window[prototype].prototype[method];
    window[prototype].prototype[method] = () => { throw new TypeError(`${method} is broken`); };
    try { act(); } finally { window[prototype].prototype[method] = old; }
}

export class SenderSpy {
    constructor() {
        this.lines = [];
        this.voices = [];
        this.errors = [];
        this.emptied = 0;
        const prototype = RTCRtpSender.prototype;
        const { setParameters: old, replaceTrack } = prototype;
        this.end = () => Object.assign(prototype, { setParameters: old, replaceTrack });
        const spy = this;
        prototype.replaceTrack = function (track) {
            spy.emptied += track ? 0 : 1;
            return replaceTrack.call(this, track);
        };
        prototype.setParameters = function (parameters, ...rest) {
            const [encoding] = parameters.encodings;
            const screen = encoding.maxFramerate
                ? `maxFramerate=${encoding.maxFramerate} scaleResolutionDownBy=${encoding.scaleResolutionDownBy} `
                  + parameters.degradationPreference
                : '';
            const { priority, networkPriority } = encoding;
            if (networkPriority === 'high') spy.voices.push(`priority=${priority} networkPriority=${networkPriority}`);
            else spy.lines.push(`${encoding.maxFramerate ? 'screen' : this.track?.kind ?? 'nothing'} maxBitrate=${encoding.maxBitrate ?? 'any'} ${screen}`);
            const set = old.call(this, parameters, ...rest);
            set.catch(error => spy.errors.push(`${error}`));
            return set;
        };
    }

    told() {
        return this.lines.join('\n');
    }

    toldVoices() {
        return this.voices.join('\n');
    }

    failures() {
        return this.errors.join('\n');
    }
}
"#)]
extern "C" {
    fn turn() -> Promise;

    #[wasm_bindgen(js_name = withBroken)]
    fn with_broken_js(prototype: &str, method: &str, act: &mut dyn FnMut());

    #[wasm_bindgen(js_name = Census)]
    type CensusTaker;

    #[wasm_bindgen(constructor, js_class = "Census")]
    fn new() -> CensusTaker;

    #[wasm_bindgen(method, js_class = "Census")]
    fn made(this: &CensusTaker) -> u32;

    #[wasm_bindgen(method, js_class = "Census")]
    fn configurations(this: &CensusTaker) -> Vec<String>;

    #[wasm_bindgen(method, js_class = "Census", js_name = channelsOpen)]
    fn channels_open(this: &CensusTaker) -> u32;

    #[wasm_bindgen(method, js_class = "Census")]
    fn say(this: &CensusTaker, index: u32, text: &str);

    #[wasm_bindgen(method, js_class = "Census", js_name = findCandidate)]
    fn find_candidate(this: &CensusTaker, index: u32, line: &str, relay_protocol: Option<&str>);

    #[wasm_bindgen(method, js_class = "Census", js_name = failCandidate)]
    fn fail_candidate(this: &CensusTaker, index: u32, code: u16, text: &str);

    #[wasm_bindgen(method, js_class = "Census")]
    fn leftovers(this: &CensusTaker) -> String;

    #[wasm_bindgen(method, js_class = "Census")]
    fn skip(this: &CensusTaker, milliseconds: f64);

    #[wasm_bindgen(method, js_class = "Census")]
    fn end(this: &CensusTaker);

    #[wasm_bindgen(js_name = SenderSpy)]
    type JsSpy;

    #[wasm_bindgen(constructor, js_class = "SenderSpy")]
    fn new() -> JsSpy;

    #[wasm_bindgen(method, js_class = "SenderSpy")]
    fn told(this: &JsSpy) -> String;

    #[wasm_bindgen(method, js_class = "SenderSpy", js_name = toldVoices)]
    fn told_voices(this: &JsSpy) -> String;

    #[wasm_bindgen(method, js_class = "SenderSpy")]
    fn failures(this: &JsSpy) -> String;

    #[wasm_bindgen(method, getter, js_class = "SenderSpy")]
    fn emptied(this: &JsSpy) -> u32;

    #[wasm_bindgen(method, js_class = "SenderSpy")]
    fn end(this: &JsSpy);
}

/// Counts from its making to its end what is taken and not given back. It also holds the clock.
pub(crate) struct Census(CensusTaker);

impl Census {
    pub(crate) fn begin() -> Self {
        Self(CensusTaker::new())
    }

    /// How many connections were made, closed ones included.
    pub(crate) fn connections_made(&self) -> u32 {
        self.0.made()
    }

    /// By which paths and through what each open connection reaches the other side.
    pub(crate) fn configurations(&self) -> Vec<String> {
        self.0.configurations()
    }

    /// How many data channels are open.
    pub(crate) fn channels_open(&self) -> u32 {
        self.0.channels_open()
    }

    /// Sends anything on the data channel that was made as number `index`.
    pub(crate) fn say(&self, index: u32, text: &str) {
        self.0.say(index, text);
    }

    /// Reports a candidate, as if the browser had found it for the connection that was made as number `index`.
    pub(crate) fn find_candidate(&self, index: u32, line: &str, relay_protocol: Option<&str>) {
        self.0.find_candidate(index, line, relay_protocol);
    }

    /// Reports an error of a server, likewise.
    pub(crate) fn fail_candidate(&self, index: u32, code: u16, text: &str) {
        self.0.fail_candidate(index, code, text);
    }

    /// What was taken and not given back, in words; empty when nothing was.
    pub(crate) fn leftovers(&self) -> String {
        self.0.leftovers()
    }

    /// Moves `performance.now()` ahead, and fires the timers that are due then.
    pub(crate) fn skip(&self, milliseconds: f64) {
        self.0.skip(milliseconds);
    }

    /// Everything is given back, now or in a moment.
    pub(crate) async fn expect_nothing_left(&self) {
        wait_until_else(|| self.leftovers().is_empty(), || format!("left behind: {}", self.leftovers())).await;
        // What is still on its way must not take anything again.
        a_few_turns().await;
        assert_eq!(self.leftovers(), "");
    }
}

impl Drop for Census {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Runs `act` in a browser in which a method throws.
pub(crate) fn with_broken(prototype: &str, method: &str, mut act: impl FnMut()) {
    with_broken_js(prototype, method, &mut act);
}

/// Waits for a condition, and fails when it does not come true within 20 seconds.
pub(crate) async fn wait_until(what: &str, condition: impl Fn() -> bool) {
    wait_until_else(condition, || format!("in vain: {what}")).await;
}

/// [`wait_until`], with the words for the failure made when it fails.
pub(crate) async fn wait_until_else(condition: impl Fn() -> bool, failure: impl Fn() -> String) {
    let deadline = Date::now() + 20_000.0;
    while !condition() {
        assert!(Date::now() < deadline, "{}", failure());
        wait_a_turn().await;
    }
}

/// Lets the page do what is already under way: for the proof that something does *not* follow.
pub(crate) async fn a_few_turns() {
    for _ in 0..20 {
        wait_a_turn().await;
    }
}

async fn wait_a_turn() {
    let _ = wasm_bindgen_futures::JsFuture::from(turn()).await;
}

/// Reads what encoders are told, and given.
pub(crate) struct SenderSpy(JsSpy);

impl SenderSpy {
    pub(crate) fn new() -> Self {
        Self(JsSpy::new())
    }

    /// What the encoders of pictures were told: a line each time.
    pub(crate) fn told(&self) -> String {
        self.0.told()
    }

    /// What the encoders of voices were told: a line each time.
    pub(crate) fn told_voices(&self) -> String {
        self.0.told_voices()
    }

    /// How often a slot was emptied.
    pub(crate) fn emptied(&self) -> u32 {
        self.0.emptied()
    }

    /// What browsers refused.
    pub(crate) fn failures(&self) -> String {
        self.0.failures()
    }
}

impl Drop for SenderSpy {
    fn drop(&mut self) {
        self.0.end();
    }
}
