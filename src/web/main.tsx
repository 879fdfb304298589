import { render } from "preact";
import { speak } from "./language/language.ts";
import { rememberedAccent, showAccent } from "./state/accent.ts";
import { loadKept } from "./state/kept.ts";
import { fitToKeyboard, openShortcut } from "./state/phone.ts";
import { isInside, place } from "./state/place.ts";
import { applyPreferences } from "./state/preferences.ts";
import { openSession } from "./state/session.ts";
import { App } from "./views/app.tsx";

applyPreferences();
fitToKeyboard();
showAccent(rememberedAccent());
const here = place();
// Who comes by a link is about to get a session, and needs none now; who has one does not get to see /signin (server/web.ts).
const opened = here.page === "home" || isInside(here) ? loadKept().then(openSession).then(openShortcut) : undefined;

const root = document.getElementById("app");
if (!root) throw new Error("index.html has no #app");
// A language that does not come leaves the client in English.
await Promise.all([opened, speak().catch(() => undefined)]);
root.replaceChildren();
render(<App />, root);
