// A `getDisplayMedia` whose picker the tests hold in their hand: evaluated by `fake_display.rs`, shared by the browser tests of two
// crates. Its tracks are real tracks, of a canvas and of silence.
(() => {
  "use strict";

  const devices = navigator.mediaDevices;
  const requests = [];
  const held = [];
  const tracks = [];
  const listeners = [];
  const silence = new AudioContext();

  let holding = false;
  let refusal = null;
  let offer = { colour: "red", surface: "monitor", sound: false };
  let handle = null;
  let mostPictures = 0;

  // Firefox delivers no event that a page dispatches to a track, so what listens is kept, and called.
  const counted = (track) => {
    const { addEventListener, removeEventListener } = track;
    const listening = [];
    listeners.push(listening);
    track.addEventListener = (type, callback, options) => {
      listening.push({ type, callback });
      addEventListener.call(track, type, callback, options);
    };
    track.removeEventListener = (type, callback, options) => {
      const index = listening.findIndex((entry) => entry.type === type && entry.callback === callback);
      if (index >= 0) listening.splice(index, 1);
      removeEventListener.call(track, type, callback, options);
    };
    track.fire = (type) =>
      listening.filter((entry) => entry.type === type).forEach((entry) => entry.callback.call(track, new Event(type)));
    return track;
  };

  const live = (kind) => tracks.filter((track) => track.kind === kind && track.readyState === "live");

  const picture = ({ colour, surface }) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 96, height: 96 });
    const context = canvas.getContext("2d");
    let frame = 0;
    const paint = () => {
      // A film is another picture each time it is looked at, whenever that is.
      context.fillStyle = colour === "film" ? `hsl(${Math.random() * 360} 100% ${20 + Math.random() * 60}%)` : colour;
      context.fillRect(0, 0, 96, 96);
      context.fillStyle = "black";
      context.fillRect(frame++ % 96, 0, 2, 2);
    };
    paint();
    const track = counted(canvas.captureStream(20).getVideoTracks()[0]);
    window.setTimeout(function again() {
      if (track.readyState !== "live") return;
      paint();
      window.setTimeout(again, 50);
    }, 50);
    // Firefox knows no hints.
    Object.defineProperty(track, "contentHint", { value: "", writable: true });
    Object.defineProperty(track, "getSettings", { value: () => ({ displaySurface: surface, width: 3840, height: 2160 }) });
    Object.defineProperty(track, "getCaptureHandle", { value: () => (surface === "browser" ? handle : null) });
    return track;
  };

  const share = () => {
    const shared = [picture(offer)];
    if (offer.sound) shared.push(counted(silence.createMediaStreamDestination().stream.getTracks()[0]));
    tracks.push(...shared);
    mostPictures = Math.max(mostPictures, live("video").length);
    return new MediaStream(shared);
  };

  const define = (name, value) => Object.defineProperty(devices, name, { configurable: true, value });
  define("getDisplayMedia", (request) => {
    const { controller, ...options } = request;
    requests.push(JSON.parse(JSON.stringify(options)));
    return new Promise((resolve, reject) => {
      const answer = () => (refusal ? reject(refusal) : resolve(share()));
      if (holding) held.push(answer);
      else answer();
    });
  });
  let own = null;
  define("setCaptureHandleConfig", (config) => void (own = config));

  return {
    uninstall() {
      for (const name of ["getDisplayMedia", "setCaptureHandleConfig"]) delete devices[name];
      if (navigator.mediaDevices !== devices) delete navigator.mediaDevices;
      tracks.forEach((track) => track.stop());
      silence.close();
    },
    remove: () => Object.defineProperty(navigator, "mediaDevices", { configurable: true, value: new EventTarget() }),
    offer: (colour, surface, sound) => void (offer = { colour, surface, sound }),
    refuse: (name, message) => void (refusal = new DOMException(message, name)),
    allow: () => void (refusal = null),
    hold: () => void (holding = true),
    release() {
      holding = false;
      held.splice(0).forEach((answer) => answer());
    },
    pending: () => held.length,
    asked: () => requests.length,
    lastRequest: () => JSON.stringify(requests.at(-1)),
    handedOut: () => tracks.length,
    live: (kind) => live(kind).length,
    mostPictures: () => mostPictures,
    listeners: () => listeners.reduce((sum, listening) => sum + listening.length, 0),
    end(kind) {
      const ending = live(kind);
      ending.forEach((track) => track.stop());
      ending.forEach((track) => track.fire("ended"));
    },
    hint: () => tracks.filter((track) => track.kind === "video").at(-1).contentHint,
    showThisPage() {
      handle = own && { handle: own.handle };
      live("video").forEach((track) => track.fire("capturehandlechange"));
    },
  };
})();
