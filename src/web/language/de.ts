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
  history: {
    messages: "Nachrichten",
    new: "Neu",
    newAbove: "Neue Nachrichten weiter oben",
    newBelow: (count: number, isMore: boolean) =>
      isMore
        ? `Mehr als ${count - 1} neue Nachrichten`
        : plural(count, { one: "1 neue Nachricht", other: `${count} neue Nachrichten` }),
    toNewest: "Zur neuesten Nachricht",
    toDay: "Zu einem Tag springen",
    day: "Tag",
    go: "Los",
    copyLink: "Link kopieren",
    linkCopied: "Der Link zur Nachricht ist kopiert.",
    linkToCopy: (link: string) => `Der Link zur Nachricht: ${link}`,
  },
};
