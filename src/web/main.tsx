import { render } from "preact";
import { speak, warmFormats } from "./language/language.ts";
import { rememberedAccent, showAccent } from "./state/accent.ts";
import { loadKept } from "./state/kept.ts";
import { fitToKeyboard, openShortcut } from "./state/phone.ts";
import { isInside, place } from "./state/place.ts";
import { applyPreferences } from "./state/preferences.ts";
import { firstNews, forgetEnded, mayBeSignedIn, openSession } from "./state/session.ts";
import { App, loadFirst } from "./views/app.tsx";

applyPreferences();
fitToKeyboard();
showAccent(rememberedAccent());
const here = place();
// Who comes by a link is about to get a session, and needs none now; who has one does not get to see /signin (server/web.ts).
const isSignedIn = (here.page === "home" || isInside(here)) && mayBeSignedIn();
if (here.page !== "home" && !isInside(here)) forgetEnded();
const opened = isSignedIn ? loadKept().then(openSession).then(openShortcut) : undefined;
// The server is asked before all that is to be drawn has been read: the answer comes meanwhile. What is missing then says so itself.
const fetched = loadFirst(isSignedIn).catch(() => undefined);
if (isSignedIn) warmFormats();

const root = document.getElementById("app");
if (!root) throw new Error("index.html has no #app");
// A language that does not come leaves the client in English.
await Promise.all([opened, fetched, speak().catch(() => undefined)]);
if (isSignedIn) await firstNews();
root.replaceChildren();
render(<App />, root);
