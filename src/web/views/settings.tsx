import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../language/language.ts";
import type * as settings from "./settings/page.tsx";

const loaded = signal<typeof settings | "failed" | undefined>(undefined);

function load(): void {
  if (typeof loaded.peek() === "object") return;
  loaded.value = undefined;
  import("./settings/page.tsx").then(
    (page) => {
      loaded.value = page;
    },
    () => {
      loaded.value = "failed";
    },
  );
}

/** The settings and the admin's pages, which are loaded when somebody goes there. */
export function SettingsPlace() {
  useEffect(load, []);
  const page = loaded.value;
  if (typeof page === "object") return <page.SettingsPage />;
  return (
    <main class="splash settings-loading">
      {page === "failed" ? (
        <div class="empty">
          <p role="alert">{words().settings.notLoaded}</p>
          <button type="button" class="button" onClick={load}>
            {words().general.tryAgain}
          </button>
        </div>
      ) : (
        <output>{words().general.loading}</output>
      )}
    </main>
  );
}
