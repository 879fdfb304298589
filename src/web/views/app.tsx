import { useSignalEffect } from "@preact/signals";
import { speak, words } from "../language/language.ts";
import { preferencesKey, rereadPreferences } from "../state/preferences.ts";
import { place } from "../state/place.ts";
import { session } from "../state/session.ts";
import { StoreProvider } from "../state/store.ts";
import { lazy } from "./lazy.tsx";
import { Awaited, Splash } from "./splash.tsx";

/** Each is fetched by whom it concerns: index.html and door.html name the one that their page begins with (server/client.ts). */
const Entry = lazy(() => import("./entry/entry.tsx").then((part) => part.Entry), Awaited);
const Workspace = lazy(() => import("./workspace.tsx").then((part) => part.Workspace), Awaited);

addEventListener("storage", ({ key }) => {
  if (key === preferencesKey) rereadPreferences();
});

/** Fetches what is to be seen first. */
export function loadFirst(isInside: boolean): Promise<unknown> {
  return isInside ? Workspace.load() : Entry.load();
}

export function App() {
  const { store } = session();
  const { page } = place();
  // Another window may have chosen another language; one that does not come leaves the client in this one.
  useSignalEffect(() => void speak().catch(() => undefined));
  const isForEverybody = page === "setup" || page === "join" || page === "recover" || page === "missing";
  if (isForEverybody || !store || store.connection.state === "failed") return <Entry fetchInside={Workspace.load} />;
  if (!store.isReady)
    return (
      <Splash>
        <output>{store.connection.state === "waiting" ? words().general.unreachable : words().general.loading}</output>
      </Splash>
    );
  return (
    <StoreProvider value={store}>
      <Workspace />
    </StoreProvider>
  );
}
