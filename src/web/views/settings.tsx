import { words } from "../language/language.ts";
import { lazy } from "./lazy.tsx";

/** The settings and the admin's pages, which are fetched when somebody goes there. */
export const SettingsPlace = lazy(
  () => import("./settings/page.tsx").then((part) => part.SettingsPage),
  ({ isFailed, again }) => (
    <main class="splash settings-loading">
      {isFailed ? (
        <div class="empty">
          <p role="alert">{words().settings.notLoaded}</p>
          <button type="button" class="button" onClick={again}>
            {words().general.tryAgain}
          </button>
        </div>
      ) : (
        <output>{words().general.loading}</output>
      )}
    </main>
  ),
);
