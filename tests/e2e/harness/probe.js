// Runs in every page before the page's own scripts. It sees what the page makes and does not change what the page does:
// connections, camera tracks, listeners, timers and sockets are counted, the console is kept, and `window.probe` answers
// the questions of the tests.

if (window.probe) return;

// The browser's own functions, before the counters below are put around them.
const native = {
    setTimeout: window.setTimeout.bind(window),
    clearTimeout: window.clearTimeout.bind(window),
    setInterval: window.setInterval.bind(window),
    clearInterval: window.clearInterval.bind(window),
    addEventListener: EventTarget.prototype.addEventListener,
};

// ---- The console -------------------------------------------------------------------------------------------------

const log = [];
const say = (level, parts) => {
    if (log.length < 2000) {
        const text = parts.map(part => {
            if (part instanceof Error) return `${part}\n${part.stack}`;
            if (typeof part === "object") { try { return JSON.stringify(part); } catch { return String(part); } }
            return String(part);
        });
        log.push(`${(performance.now() / 1000).toFixed(3)} ${level}: ${text.join(" ")}`);
    }
};
for (const level of ["debug", "log", "info", "warn", "error"]) {
    const print = console[level].bind(console);
    console[level] = (...parts) => { say(level, parts); print(...parts); };
}
native.addEventListener.call(window, "error", event => say("uncaught", [event.message, event.error ?? ""]));
native.addEventListener.call(window, "unhandledrejection", event => say("unhandled", [event.reason]));
native.addEventListener.call(document, "securitypolicyviolation", event => {
    say("policy", [event.violatedDirective, event.blockedURI, event.sourceFile, event.lineNumber]);
});

// ---- What is alive -----------------------------------------------------------------------------------------------

const connections = [], tracks = [], sockets = [], contexts = [], workers = new Set(), listeners = [], timers = new Map();

const offers = new WeakMap();

// Listeners and timers come and go by the hundred, and so do messages: where time is measured they are not counted.
const countOften = !TIMED;

// The data channels, and every text that arrived on one of them.
const channels = [], heard = [];
const listenIn = connection => {
    const make = connection.createDataChannel;
    connection.createDataChannel = (...parameters) => {
        const channel = make.apply(connection, parameters);
        channels.push(channel);
        if (countOften) native.addEventListener.call(channel, "message", ({ data }) => {
            if (typeof data === "string" && heard.length < 5000) heard.push(data);
        });
        return channel;
    };
};

const collect = (name, list, ready = () => {}) => {
    const Native = window[name];
    if (Native) window[name] = new Proxy(Native, {
        construct(target, parameters, made) {
            const object = Reflect.construct(target, parameters, made);
            list.push(object);
            ready(object);
            return object;
        },
    });
};
collect("RTCPeerConnection", connections, connection => {
    offers.set(connection, 0);
    listenIn(connection);
    native.addEventListener.call(connection, "signalingstatechange", () => {
        if (connection.signalingState.endsWith("offer")) offers.set(connection, offers.get(connection) + 1);
    });
});
collect("WebSocket", sockets);
collect("AudioContext", contexts);
collect("MediaStreamTrackGenerator", tracks);
collect("Worker", { push: worker => workers.add(worker) });
const { terminate } = Worker.prototype;
Worker.prototype.terminate = function () {
    workers.delete(this);
    terminate.call(this);
};

const refusals = {};

// Every way to a track that holds a device or makes a new one.
const owning = (object, name, tracksOf) => {
    const call = object?.[name];
    if (call) object[name] = function (...parameters) {
        const result = call.apply(this, parameters);
        if (result instanceof Promise) {
            return result.then(
                value => { tracks.push(...tracksOf(value)); return value; },
                error => { refusals[name] = (refusals[name] ?? 0) + 1; throw error; },
            );
        }
        tracks.push(...tracksOf(result));
        return result;
    };
};
owning(window.MediaDevices?.prototype, "getUserMedia", stream => stream.getTracks());
owning(window.MediaDevices?.prototype, "getDisplayMedia", stream => stream.getTracks());
owning(window.HTMLCanvasElement.prototype, "captureStream", stream => stream.getTracks());
owning(window.MediaStream?.prototype, "clone", stream => stream.getTracks());
owning(window.MediaStreamTrack?.prototype, "clone", track => [track]);

const capture = options => (typeof options === "object" && options !== null ? Boolean(options.capture) : Boolean(options));
const same = (entry, target, type, listener, options) =>
    entry.target.deref() === target && entry.type === type && entry.listener === listener && entry.capture === capture(options);
const forget = entry => {
    const index = listeners.indexOf(entry);
    if (index >= 0) listeners.splice(index, 1);
};
const remove = EventTarget.prototype.removeEventListener;
if (countOften) EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? window;
    if (listener && !listeners.some(entry => same(entry, target, type, listener, options))) {
        const entry = { target: new WeakRef(target), type, listener, capture: capture(options), kind: target.constructor?.name };
        listeners.push(entry);
        if (options?.once) native.addEventListener.call(target, type, () => forget(entry), { once: true });
        options?.signal?.addEventListener("abort", () => forget(entry), { once: true });
    }
    return native.addEventListener.call(target, type, listener, options);
};
if (countOften) EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? window;
    const entry = listeners.find(entry => same(entry, target, type, listener, options));
    if (entry) forget(entry);
    return remove.call(target, type, listener, options);
};

if (countOften) for (const [start, stop] of [["setTimeout", "clearTimeout"], ["setInterval", "clearInterval"]]) {
    window[start] = (action, delay, ...parameters) => {
        const id = native[start](() => {
            if (start === "setTimeout") timers.delete(id);
            if (typeof action === "function") action(...parameters);
        }, delay);
        timers.set(id, `${start} ${delay ?? 0}`);
        return id;
    };
    window[stop] = id => { timers.delete(id); native[stop](id); };
}

const liveConnections = () => connections.filter(connection => connection.signalingState !== "closed");
const liveListeners = () => listeners.filter(entry => {
    const target = entry.target.deref();
    return target && (!(target instanceof Node) || target.isConnected);
});

// ---- Elements by role and name -------------------------------------------------------------------------------------

const inputRoles = { button: "button", checkbox: "checkbox", radio: "radio", range: "slider", submit: "button" };
const tagRoles = {
    A: "link", BUTTON: "button", SELECT: "combobox", TEXTAREA: "textbox", SUMMARY: "button", UL: "list", OL: "list", LI: "listitem", IMG: "img",
    VIDEO: "video", AUDIO: "audio", DIALOG: "dialog", MAIN: "main", NAV: "navigation", PROGRESS: "progressbar", OUTPUT: "status",
    H1: "heading", H2: "heading", H3: "heading", FORM: "form",
};
const roleOf = element =>
    element.getAttribute("role")
    ?? (element.tagName === "INPUT" ? inputRoles[element.type] ?? "textbox" : tagRoles[element.tagName]);

const squeeze = text => (text ?? "").replace(/\s+/g, " ").trim();
const visible = element =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest('[aria-hidden="true"], [inert], [hidden]');

// What a screen reader reads of a subtree (accname 1.2, 4.3.2), as far as these pages need it.
const textOf = node => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    if (node.getAttribute("aria-hidden") === "true" || node.hidden) return "";
    if (node.hasAttribute("aria-label")) return ` ${node.getAttribute("aria-label")} `;
    if (node.tagName === "IMG") return ` ${node.alt} `;
    if (node.tagName === "svg") return ` ${node.querySelector("title")?.textContent ?? ""} `;
    return [...node.childNodes].map(textOf).join(getComputedStyle(node).display === "inline" ? "" : " ");
};
const fromContent = new Set(["button", "link", "heading", "listitem", "option", "tab"]);
const nameOf = element => {
    const labelledBy = element.getAttribute("aria-labelledby");
    if (labelledBy) return squeeze(labelledBy.split(/\s+/).map(id => textOf(document.getElementById(id) ?? document.createTextNode(""))).join(" "));
    if (element.hasAttribute("aria-label")) return squeeze(element.getAttribute("aria-label"));
    if (element.labels?.length) return squeeze([...element.labels].map(label => [...label.childNodes].filter(child => child !== element).map(textOf).join(" ")).join(" "));
    if (element.tagName === "IMG") return squeeze(element.alt);
    if (fromContent.has(roleOf(element))) return squeeze(textOf(element));
    return squeeze(element.title || element.placeholder);
};

const findAll = (role, name, within = document) =>
    [...within.querySelectorAll("*")].filter(element => roleOf(element) === role && (name === null || nameOf(element) === name) && visible(element));

// ---- Tiles ---------------------------------------------------------------------------------------------------------

const tile = name => {
    // In the languages of the app.
    const [list] = ["Participants", "참가자"].flatMap(participants => findAll("list", participants));
    return list && findAll("listitem", name, list)[0];
};
const pictureOf = name => tile(name)?.querySelector("video") ?? null;

// How many frames the element has been given, however the browser counts them.
const frames = video => {
    if (!video) return 0;
    watchFrames(video);
    return presented.get(video).count;
};
const presented = new WeakMap();
const watchFrames = video => {
    if (presented.has(video)) return;
    const seen = { count: 0, last: performance.now(), gap: 0 };
    presented.set(video, seen);
    const next = now => {
        seen.gap = Math.max(seen.gap, now - seen.last);
        seen.last = now;
        seen.count += 1;
        video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
};

// Whether the picture shows something: it is not black all over. (Firefox's fake camera shows one colour at a time.)
const pictured = video => pixels(video)?.some((value, index) => index % 4 !== 3 && value > 48) ?? false;

// The picture as 16 x 16 pixels of four bytes each.
const pixels = video => {
    if (!(video?.videoWidth ?? video?.width)) return null;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 16;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(video, 0, 0, 16, 16);
    return context.getImageData(0, 0, 16, 16).data;
};

// Its mean red, green and blue.
const colour = video => {
    const data = pixels(video);
    return data && [0, 1, 2].map(channel => data.reduce((sum, value, index) => sum + (index % 4 === channel ? value : 0), 0) / 256);
};

// The sound that reached this page from a person so far: its energy and its length in seconds (webrtc-stats 8.2), and
// whether the page plays it.
const sound = async name => {
    const elements = [...(tile(name)?.querySelectorAll("video, audio") ?? [])].filter(element => element.srcObject?.getAudioTracks().length);
    const ids = new Set(elements.flatMap(element => element.srcObject.getAudioTracks().map(track => track.id)));
    const total = { energy: 0, seconds: 0, plays: elements.some(element => !element.muted && !element.paused && element.volume > 0) };
    for (const connection of liveConnections()) {
        for (const receiver of connection.getReceivers()) {
            if (!ids.has(receiver.track.id)) continue;
            for (const entry of (await receiver.getStats()).values()) {
                if (entry.type !== "inbound-rtp" || entry.kind !== "audio") continue;
                total.energy += entry.totalAudioEnergy ?? 0;
                total.seconds += entry.totalSamplesDuration ?? 0;
            }
        }
    }
    return total;
};

// ---- Connections ---------------------------------------------------------------------------------------------------

// Whether a video shows what comes from another browser.
const isRemote = video => {
    const ids = new Set(liveConnections().flatMap(connection => connection.getReceivers().map(receiver => receiver.track.id)));
    return Boolean(video.srcObject?.getVideoTracks().some(track => ids.has(track.id)));
};

// The videos that do, as they are in the page.
const remote = () => [...document.querySelectorAll("video")].filter(isRemote);

const ufrag = description => /a=ice-ufrag:(\S+)/.exec(description?.sdp ?? "")?.[1] ?? "";
const describe = connection => ({
    signaling: connection.signalingState,
    ice: connection.iceConnectionState,
    connection: connection.connectionState,
    local: ufrag(connection.currentLocalDescription),
    remote: ufrag(connection.currentRemoteDescription),
    sections: (connection.currentLocalDescription?.sdp.match(/^m=/gm) ?? []).length,
    offers: offers.get(connection),
});

// The path that a connection uses: how each end was found.
const path = async connection => {
    const stats = await connection.getStats();
    const transport = [...stats.values()].find(entry => entry.type === "transport" && entry.selectedCandidatePairId);
    // Firefox says it of the pair itself.
    const pair = stats.get(transport?.selectedCandidatePairId) ?? [...stats.values()].find(entry => entry.selected);
    const [local, remote] = [stats.get(pair?.localCandidateId), stats.get(pair?.remoteCandidateId)];
    return { local: local?.candidateType ?? "", remote: remote?.candidateType ?? "", port: local?.port ?? 0, relay: local?.relayProtocol ?? "" };
};

// Everything about the connections, for the evidence of a failed test.
const report = async () => {
    const lines = [];
    for (const connection of liveConnections()) {
        lines.push(JSON.stringify(describe(connection)));
        for (const entry of (await connection.getStats()).values()) {
            const wanted = ["inbound-rtp", "outbound-rtp", "transport", "data-channel"].includes(entry.type)
                || (entry.type === "candidate-pair" && entry.nominated);
            if (wanted) lines.push(`  ${JSON.stringify(entry)}`);
        }
    }
    return lines;
};

window.probe = {
    live: liveConnections, heard, channels: () => channels.filter(channel => channel.readyState === "open"), native, log, findAll, nameOf, roleOf, textOf, visible, tile, pictureOf, frames, watchFrames, presented, pictured, colour, sound, isRemote, remote, report,
    connections: () => liveConnections().map(describe),
    paths: () => Promise.all(liveConnections().map(path)),
    // The user names that the connections have for their TURN servers.
    credentials: () => liveConnections().flatMap(connection => connection.getConfiguration().iceServers.map(server => server.username)),
    // What is live of what the devices and screens have given, and of its copies.
    // How often one of these ways was refused.
    refusals: name => refusals[name] ?? 0,
    // The videos that play one of these tracks.
    playing: shown => [...document.querySelectorAll("video")].filter(video =>
        !video.paused && video.srcObject?.getTracks().some(track => shown.includes(track))),
    liveTracks: kind => tracks.filter(track => track.kind === kind && track.readyState === "live"),
    restartIce: () => liveConnections().forEach(connection => connection.restartIce()),
    counts: () => ({
        connections: liveConnections().length,
        tracks: tracks.filter(track => track.readyState === "live").length,
        sockets: sockets.filter(socket => socket.readyState < WebSocket.CLOSING).length,
        contexts: contexts.filter(context => context.state !== "closed").length,
        workers: workers.size,
        listeners: liveListeners().length,
        timers: timers.size,
    }),
    // The same in words, for the message of a failed test.
    details: () => {
        const tally = new Map();
        const add = text => tally.set(text, (tally.get(text) ?? 0) + 1);
        for (const entry of liveListeners()) add(`listener ${entry.kind}.${entry.type}`);
        for (const timer of timers.values()) add(`timer ${timer}`);
        for (const socket of sockets) if (socket.readyState < WebSocket.CLOSING) add(`socket ${socket.url}`);
        for (const track of tracks) if (track.readyState === "live") add(`track ${track.kind}`);
        return Object.fromEntries(tally);
    },
};
