import { closes, errors } from "../../protocol/errors.ts";
import type { ServerWords } from "./en.ts";

/** What the server says, in German. Of what is missing here the server's own sentence is shown. */
export const server: ServerWords = {
  sentences: {
    [errors.wrong_password.message]: "Benutzername oder Passwort ist falsch.",
    "This is not your current password.": "Das ist nicht dein jetziges Passwort.",
    "Your password was changed meanwhile.": "Dein Passwort wurde inzwischen geändert.",
    [errors.bad_handle.message]:
      "Ein Benutzername hat 1 bis 32 Zeichen: kleine Buchstaben a bis z, Ziffern, Punkte, Binde- und Unterstriche, am Anfang und am Ende ein Buchstabe oder eine Ziffer.",
    "This handle is kept for the server, or looks like one that is. Choose another.":
      "Dieser Benutzername ist dem Server vorbehalten, oder sieht einem solchen ähnlich. Nimm einen anderen.",
    [errors.bad_name.message]:
      "Dieser Name enthält unsichtbare oder irreführende Zeichen, oder nichts als Leerzeichen. Nimm einen anderen.",
    [errors.weak_password.message]:
      "Dieses Passwort ist zu kurz oder eines der häufigsten. Nimm eines mit mindestens 8 Zeichen, das niemand errät.",
    "This set-up link is not valid. Use the one that the server printed at its last start.":
      "Dieser Link zum Einrichten gilt nicht. Nimm den, den der Server bei seinem letzten Start ausgegeben hat.",
    [errors.forbidden.message]: "Mit deiner Rolle darfst du das nicht. Frag eine Admin-Person.",
    "Only owners of the channel and admins in it may do this.":
      "Das darf nur, wer den Kanal leitet, oder eine Admin-Person darin.",
    "Only an owner may do this to an owner, or make one.": "Das darf nur, wer selbst Eigentümer:in ist.",
    "Only its author may edit a message.": "Eine Nachricht kann nur bearbeiten, wer sie geschrieben hat.",
    [errors.not_found.message]: "Das gibt es nicht, oder du darfst es nicht sehen.",
    "There is no such channel, or you are not in it.": "Diesen Kanal gibt es nicht, oder du bist nicht darin.",
    "There is no such public channel.": "Diesen öffentlichen Kanal gibt es nicht.",
    "There is no such message in this channel.": "Diese Nachricht gibt es in diesem Kanal nicht.",
    "There is no such user, or you may not see them.": "Diese Person gibt es nicht, oder du darfst sie nicht sehen.",
    "One of these users is deactivated.": "Eine dieser Personen ist deaktiviert.",
    "This user is not in the channel.": "Diese Person ist nicht in dem Kanal.",
    [errors.full.message]: "Eine Grenze dieses Servers ist erreicht. Wende dich an den Betreiber.",
    [errors.internal.message]:
      "Im Server ist etwas schiefgegangen, und nichts wurde getan. Der Betreiber findet es im Protokoll.",
    [errors.storage_failed.message]:
      "Der Server konnte das nicht speichern, darum wurde nichts getan. Versuch es noch einmal, und sag dem Betreiber Bescheid, wenn es so bleibt.",

    [closes.signed_out.reason]: "Diese Sitzung wurde beendet. Melde dich neu an.",
    [closes.expired.reason]: "Diese Sitzung ist abgelaufen. Melde dich neu an.",
    [closes.deactivated.reason]: "Dieses Konto wurde deaktiviert.",
    "Somebody else has signed in here. Load the page again to go on.":
      "Hier hat sich jemand anders angemeldet. Lade die Seite neu, um weiterzumachen.",
  },
  codes: {
    not_signed_in: "Melde dich zuerst an.",
    link_dead: "Dieser Link gilt nicht mehr. Lass dir einen neuen geben.",
    wrong_origin: "Diese Anfrage kommt von einer fremden Seite und wird abgelehnt.",
    handle_taken:
      "Dieser Benutzername ist vergeben, oder sieht einem vergebenen ähnlich. Nimm einen anderen; wenn es deiner ist, melde dich an.",
    name_taken:
      "Es gibt schon einen Kanal mit diesem Namen, oder mit einem, der ihm ähnlich sieht. Nimm einen anderen.",
    last_owner: "Es muss immer mindestens eine Person geben, der der Server gehört. Mach erst jemand anders dazu.",
    archived: "Dieser Kanal ist archiviert. Hol ihn aus dem Archiv, um ihn zu ändern.",
    deleted: "Diese Nachricht wurde gelöscht.",
    direct: "In Direktnachrichten geht das nicht.",
    already: "Das ist schon so.",
    rate_limited: "Das ging dem Server zu schnell. Versuch es gleich noch einmal.",
    busy: "Der Server hat gerade zu viel zu tun. Versuch es gleich noch einmal.",
    too_large: "Das ist zu groß.",
    lost: "Die Verbindung riss ab, bevor die Antwort kam.",
    queue_full: "Zu viel wartet auf den Server. Versuch es noch einmal, wenn er geantwortet hat.",
    unreachable: "Der Server ist nicht zu erreichen. Prüf die Verbindung, und versuch es noch einmal.",
    bad_answer: "Die Antwort des Servers ist nicht zu verstehen. Diese Seite ist vielleicht zu alt: Lade sie neu.",
  },
};
