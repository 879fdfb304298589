import { render } from "preact";
import { speak } from "./language/language.ts";
import { isInside, place } from "./state/place.ts";
import { rememberedAccent, showAccent } from "./state/accent.ts";
import { applyPreferences } from "./state/preferences.ts";
import { openSession } from "./state/session.ts";
import { App } from "./views/app.tsx";

applyPreferences();
showAccent(rememberedAccent());
const here = place();
// Who comes by a link is about to get a session, and needs none now.
if (here.page === "home" || here.page === "signin" || isInside(here)) openSession();

const root = document.getElementById("app");
if (!root) throw new Error("index.html has no #app");
// A language that does not come leaves the client in English.
await speak().catch(() => undefined);
render(<App />, root);
