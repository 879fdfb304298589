import { render } from "preact";
import { speak } from "./language/language.ts";
import { place } from "./state/place.ts";
import { applyPreferences } from "./state/preferences.ts";
import { openSession } from "./state/session.ts";
import { App } from "./views/app.tsx";

applyPreferences();
const { page } = place();
// Who comes by a link is about to get a session, and needs none now.
if (page === "home" || page === "channel" || page === "signin") openSession();

const root = document.getElementById("app");
if (!root) throw new Error("index.html has no #app");
// A language that does not come leaves the client in English.
await speak().catch(() => undefined);
render(<App />, root);
