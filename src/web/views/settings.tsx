import { lazy } from "./lazy.tsx";
import { Awaited } from "./splash.tsx";

/** The settings and the admin's pages, which are fetched when somebody goes there. */
export const SettingsPlace = lazy(() => import("./settings/page.tsx").then((part) => part.SettingsPage), Awaited);
