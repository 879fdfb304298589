import type { Catalogue } from "./en.ts";

/** The switcher, in German. */
export const switcher: Catalogue["switcher"] = {
  open: "Springen zu…",
  title: "Zu einem Kanal, einer Person oder einem Befehl springen",
  placeholder: "Wohin?",
  none: "Nichts gefunden. Versuche es mit anderen Buchstaben.",
  join: "beitreten",
  archived: "archiviert",
  groups: {
    unread: "Ungelesen",
    recent: "Zuletzt",
    channels: "Kanäle",
    people: "Personen",
    join: "Kanäle zum Beitreten",
    actions: "Befehle",
    messages: "Nachrichten",
  },
  actions: {
    create: "Kanal anlegen",
    browse: "Kanäle durchsuchen",
    direct: "Jemandem schreiben",
    invite: "Leute einladen",
    markAllRead: "Alles als gelesen markieren",
    members: "Mitglieder zeigen oder verbergen",
    settings: "Einstellungen",
    admin: "Workspace verwalten",
    lightTheme: "Helles Design",
    darkTheme: "Dunkles Design",
    systemTheme: "Design des Systems",
    shortcuts: "Tastenkürzel",
    time: "Wo die Zeit bleibt",
    signOut: "Abmelden",
  },
};
