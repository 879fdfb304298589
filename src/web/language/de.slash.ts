import type { Catalogue } from "./en.ts";

/** Slash commands, in German. */
export const slash: Catalogue["slash"] = {
  names: {
    topic: "Thema ändern",
    invite: "Leute in diesen Kanal holen: @name",
    mute: "Diesen Kanal stumm oder wieder laut stellen",
    leave: "Diesen Kanal verlassen",
    join: "Zu einem Kanal gehen oder ihm beitreten",
    dm: "Jemandem schreiben: @name",
    shrug: "¯\\_(ツ)_/¯ senden",
    away: "Als abwesend zeigen",
    online: "Als anwesend zeigen",
    rename: "Diesen Kanal umbenennen",
    archive: "Diesen Kanal archivieren",
    theme: "light, dark oder system",
    help: "Alle Tastenkürzel zeigen",
  },
  nobody: (handle: string) =>
    handle === ""
      ? "Schreib dazu, an wen: /dm @name"
      : `Unter „${handle}“ ist niemand zu finden. Schreib Namen mit @, etwa @ana.`,
  noChannel: (name: string) =>
    name === "" ? "Schreib dazu, welcher Kanal: /join name" : `Es gibt keinen öffentlichen Kanal „${name}“.`,
  whichTheme: "Wähle eins: /theme light, /theme dark oder /theme system.",
};
