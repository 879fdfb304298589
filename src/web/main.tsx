import { render } from "preact";
import { place } from "./state/place.ts";
import { openSession } from "./state/session.ts";
import { App } from "./views/app.tsx";

const { page } = place();
// Who comes by a link is about to get a session, and needs none now.
if (page === "home" || page === "channel" || page === "signin") openSession();

const root = document.getElementById("app");
if (!root) throw new Error("index.html has no #app");
render(<App />, root);
