// A browser whose devices the tests hold in their hand: evaluated by `fake_browser.rs`, shared by the browser tests of two crates.
// Its tracks are real tracks (of a canvas, of silence), so that everything but their origin is the browser's own.
(() => {
  "use strict";

  const { setInterval, clearInterval } = window;
  const { createAnalyser, createMediaStreamDestination, close } = AudioContext.prototype;
  const real = { setInterval, clearInterval, createAnalyser, createMediaStreamDestination, close };
  const listeners = [];
  const intervals = new Set();
  const contexts = new Set();
  const tracks = [];
  const mostLive = { audio: 0, video: 0 };
  const requests = [];
  const applied = [];
  const twins = [];
  const abilities = {};
  const extras = {};
  const sounding = new Set();
  const held = [];
  const silence = new AudioContext();

  let devices = [];
  let holding = false;
  let denied = { audio: null, video: null };
  let broken = new Set();
  let enumerationFails = false;
  let thrown = null;
  let named = true;

  // Keeps count of the listeners on an object, and can call them: Firefox delivers no event that a page dispatches to a track.
  const counted = (target) => {
    const { addEventListener, removeEventListener } = target;
    const listening = [];
    listeners.push(listening);
    const remove = (type, callback) => {
      const index = listening.findIndex((entry) => entry.type === type && entry.callback === callback);
      if (index >= 0) listening.splice(index, 1);
    };
    target.addEventListener = (type, callback, options) => {
      remove(type, callback);
      listening.push({ type, callback });
      addEventListener.call(target, type, callback, options);
    };
    target.removeEventListener = (type, callback, options) => {
      remove(type, callback);
      removeEventListener.call(target, type, callback, options);
    };
    target.fire = (type) =>
      listening.filter((entry) => entry.type === type).forEach((entry) => entry.callback.call(target, new Event(type)));
    return target;
  };

  const error = (name, message, constraint) => Object.assign(new DOMException(message, name), constraint && { constraint });

  const sound = (output) => {
    const oscillator = silence.createOscillator();
    oscillator.connect(output);
    oscillator.start();
    silence.resume();
  };

  const deviceOf = (track) => devices.find(({ deviceId, kind }) => deviceId === track.deviceOfTest && kind.startsWith(track.kind));

  // What of these constraints the device cannot meet.
  const misfit = (deviceId, constraints) =>
    Object.keys(constraints).find((name) => {
      const { exact, min = exact, max = exact } = Object(constraints[name]);
      const can = abilities[deviceId]?.[name];
      if (can === undefined) return false;
      return Array.isArray(can) ? exact !== undefined && !can.includes(exact) : min > can.max || max < can.min;
    });

  const newTrack = (kind, deviceId) => {
    let stream;
    if (kind === "audio") {
      const output = silence.createMediaStreamDestination();
      if (sounding.has(deviceId)) sound(output);
      stream = output.stream;
    } else {
      const canvas = Object.assign(document.createElement("canvas"), { width: 16, height: 16 });
      const context = canvas.getContext("2d");
      context.fillRect(0, 0, 16, 16);
      stream = canvas.captureStream(10);
      // A canvas that does not change has no frames; an element would wait for the first.
      const paint = () => track.readyState === "live" && (context.fillRect(0, 0, 16, 16), requestAnimationFrame(paint));
      requestAnimationFrame(paint);
    }
    const track = counted(stream.getTracks()[0]);
    track.deviceOfTest = deviceId;
    let silenced = false;
    const label = deviceOf(track)?.label ?? "";
    const { clone } = track;
    const facing = Array.isArray(abilities[deviceId]?.facingMode) && { facingMode: abilities[deviceId].facingMode[0] };
    const settings = { deviceId, groupId: deviceOf(track)?.groupId ?? "", ...facing, ...extras[deviceId] };
    const define = (name, get) => Object.defineProperty(track, name, { get });
    define("label", () => label);
    define("muted", () => silenced);
    define("getSettings", () => () => settings);
    define("getCapabilities", () => () => ({ deviceId, ...abilities[deviceId] }));
    define("clone", () => () => {
      const twin = clone.call(track);
      twins.push(twin);
      return twin;
    });
    define("applyConstraints", () => (constraints) => {
      applied.push(JSON.parse(JSON.stringify(constraints)));
      return new Promise((resolve, reject) => {
        const answer = () => {
          const name = misfit(deviceId, constraints);
          name ? reject(error("OverconstrainedError", "Cannot satisfy constraints", name)) : resolve();
        };
        if (holding) held.push(answer);
        else answer();
      });
    });
    track.silence = (silent) => {
      silenced = silent;
      track.fire(silent ? "mute" : "unmute");
    };
    tracks.push(track);
    const live = tracks.filter((other) => other.kind === kind && other.readyState === "live").length;
    mostLive[kind] = Math.max(mostLive[kind], live);
    return track;
  };

  const choose = (kind, constraints) => {
    const candidates = devices.filter((device) => device.kind === (kind === "audio" ? "audioinput" : "videoinput"));
    if (candidates.length === 0) throw error("NotFoundError", "Requested device not found");
    if (denied[kind]) throw error("NotAllowedError", denied[kind]);
    const exact = constraints.deviceId?.exact;
    const named = exact ? candidates.filter((candidate) => candidate.deviceId === exact) : candidates;
    if (named.length === 0) throw error("OverconstrainedError", "", "deviceId");
    const device = named.find((candidate) => !misfit(candidate.deviceId, constraints));
    if (!device) throw error("OverconstrainedError", "", misfit(named[0].deviceId, constraints));
    if (broken.has(device.deviceId)) throw error("NotReadableError", "Could not start source");
    return device.deviceId;
  };

  const fakeDevices = counted(new EventTarget());
  fakeDevices.getUserMedia = (constraints) => {
    requests.push(JSON.parse(JSON.stringify(constraints)));
    if (thrown !== null) throw thrown;
    return new Promise((resolve, reject) => {
      const answer = () => {
        try {
          const kinds = ["audio", "video"].filter((kind) => constraints[kind]);
          const chosen = kinds.map((kind) => [kind, choose(kind, constraints[kind])]);
          resolve(new MediaStream(chosen.map(([kind, id]) => newTrack(kind, id))));
        } catch (failure) {
          reject(failure);
        }
      };
      if (holding) held.push(Object.assign(answer, { isQuestion: true }));
      else answer();
    });
  };
  fakeDevices.enumerateDevices = () =>
    new Promise((resolve, reject) => {
      const answer = () =>
        enumerationFails
          ? reject(error("InvalidStateError", "The document is not fully active."))
          : resolve(named ? devices.slice() : anonymous());
      if (holding) held.push(answer);
      else answer();
    });

  // What a browser lists before permission: one of each kind, without a name, until something is live.
  const anonymous = () => {
    if (tracks.some((track) => track.readyState === "live")) return devices.slice();
    const kinds = [...new Set(devices.map((device) => device.kind))];
    return kinds.map((kind) => ({ kind, deviceId: "", groupId: "", label: "" }));
  };

  const permissions = {};
  const fakePermissions = {
    query: ({ name }) =>
      new Promise((resolve, reject) => {
        const answer = () => (permissions[name] ? resolve(permissions[name]) : reject(new TypeError(`'${name}' is unknown`)));
        if (holding) held.push(answer);
        else answer();
      }),
  };

  const define = (name, value) => Object.defineProperty(navigator, name, { configurable: true, value });
  define("mediaDevices", fakeDevices);
  define("permissions", fakePermissions);
  // Bindings keep the constructor that was there when the page was loaded, so contexts are counted by their first use.
  AudioContext.prototype.createAnalyser = function () {
    contexts.add(this);
    return real.createAnalyser.call(this);
  };
  AudioContext.prototype.createMediaStreamDestination = function () {
    if (this !== silence) contexts.add(this);
    return real.createMediaStreamDestination.call(this);
  };
  AudioContext.prototype.close = function () {
    contexts.delete(this);
    return real.close.call(this);
  };
  window.setInterval = (...args) => {
    const id = real.setInterval.apply(window, args);
    intervals.add(id);
    return id;
  };
  window.clearInterval = (id) => {
    intervals.delete(id);
    real.clearInterval.call(window, id);
  };

  const changed = () => fakeDevices.fire("devicechange");

  return {
    uninstall() {
      delete navigator.mediaDevices;
      delete navigator.permissions;
      Object.assign(window, { setInterval, clearInterval });
      Object.assign(AudioContext.prototype, { createAnalyser, createMediaStreamDestination, close });
      [...tracks, ...twins].forEach((track) => track.stop());
      silence.close();
    },
    plugIn(kind, deviceId, groupId) {
      devices.push({ kind, deviceId, groupId, label: `Label of ${deviceId}` });
      changed();
    },
    unplug(deviceId) {
      devices = devices.filter((device) => device.deviceId !== deviceId);
      const ending = tracks.filter((track) => track.deviceOfTest === deviceId && track.readyState === "live");
      ending.forEach((track) => track.stop());
      ending.forEach((track) => track.fire("ended"));
      changed();
    },
    // It is in other hardware from now on, as `default` is when the system prefers another device.
    moveTo(deviceId, groupId) {
      devices = devices.map((device) => (device.deviceId === deviceId ? { ...device, groupId } : device));
      changed();
    },
    silenceDevice(deviceId, silent) {
      tracks
        .filter((track) => track.deviceOfTest === deviceId && track.readyState === "live")
        .forEach((track) => track.silence(silent));
    },
    enable: (deviceId, capabilities) => void (abilities[deviceId] = JSON.parse(capabilities)),
    addOutputQuestion(deviceId) {
      const chosen = { deviceId, groupId: "g", label: `Label of ${deviceId}` };
      fakeDevices.selectAudioOutput = () =>
        new Promise((resolve, reject) => {
          const answer = () => (deviceId ? resolve(chosen) : reject(error("NotAllowedError", "dismissed")));
          if (holding) held.push(answer);
          else answer();
        });
    },
    setSetting: (deviceId, name, value) => void (extras[deviceId] = { ...extras[deviceId], [name]: value }),
    makeSound: (deviceId) => void sounding.add(deviceId),
    hideNames: () => void (named = false),
    revoke(name, kind) {
      denied[kind] = "Permission denied";
      permissions[name].state = "denied";
      const ending = tracks.filter((track) => track.kind === kind && track.readyState === "live");
      ending.forEach((track) => track.stop());
      ending.forEach((track) => track.fire("ended"));
      // Browsers take their time to tell.
      setTimeout(() => permissions[name].fire("change"), 100);
    },
    grant(name, kind) {
      denied[kind] = null;
      permissions[name].state = "granted";
      permissions[name].fire("change");
    },
    applied: () => JSON.stringify(applied),
    twins: () => twins.filter((track) => track.readyState === "live").length,
    breakDevice: (deviceId) => void broken.add(deviceId),
    mend: (deviceId) => void broken.delete(deviceId),
    deny: (kind, message) => void (denied[kind] = message),
    allow: (kind) => void (denied[kind] = null),
    throwAlways: (value) => void (thrown = value),
    failEnumeration: (fails) => void (enumerationFails = fails),
    removeMediaDevices: () => define("mediaDevices", undefined),
    removePermissions: () => define("permissions", undefined),
    setPermission(name, state) {
      permissions[name] ??= counted(new EventTarget());
      permissions[name].state = state;
      permissions[name].fire("change");
    },
    hold: () => void (holding = true),
    release() {
      holding = false;
      held.splice(0).forEach((answer) => answer());
    },
    pending: () => held.length,
    asking: () => held.filter((answer) => answer.isQuestion).length,
    requests: () => requests.map((request) => Object.keys(request).sort().join("+")).join(" "),
    lastRequest: () => JSON.stringify(requests.at(-1)),
    handedOut: () => tracks.length,
    live: (kind) => tracks.filter((track) => track.kind === kind && track.readyState === "live").length,
    mostLive: (kind) => mostLive[kind],
    listeners: () => listeners.reduce((sum, listening) => sum + listening.length, 0),
    intervals: () => intervals.size,
    audioContexts: () => contexts.size,
    tone() {
      const output = silence.createMediaStreamDestination();
      sound(output);
      const track = counted(output.stream.getTracks()[0]);
      tracks.push(track);
      return track;
    },
    canPlaySound: () => silence.state === "running",
    silentTrack: () => newTrack("audio", "silence"),
    pictureTrack: () => newTrack("video", "picture"),
    blockPlaying(element, name) {
      element.play = () => Promise.reject(error(name, "blocked"));
    },
    allowPlaying(element) {
      delete element.play;
    },
  };
})();
