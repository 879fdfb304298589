import type { Catalogue } from "./en.ts";
import { pluralIn } from "./plural.ts";

const plural = pluralIn("de");

export const de: Catalogue = {
  code: "de",
  direction: "ltr",
  general: {
    loading: "Lädt…",
    cancel: "Abbrechen",
    close: "Schließen",
    tryAgain: "Noch einmal versuchen",
    unreachable: "Der Server ist nicht zu erreichen. Neuer Versuch läuft…",
    broken: "So geht es nicht",
    missing: "Hier ist nichts",
    toChannels: "Zu deinen Kanälen",
    members: (count: number) => plural(count, { one: `${count} Mitglied`, other: `${count} Mitglieder` }),
  },
};
