import type { pictures as english } from "./en.pictures.ts";
import { pluralIn } from "./plural.ts";

const plural = pluralIn("de");

/** Pictures in messages. */
export const pictures: typeof english = {
  add: "Bilder hinzufügen",
  drop: (channel) => `Bilder hier ablegen, für ${channel}`,
  toSend: "Bilder, die gesendet werden",
  remove: (name) => `${name} entfernen`,
  progress: (name) => `${name} wird hochgeladen`,
  uploading: (count) =>
    plural(count, { one: "Ein Bild wird hochgeladen.", other: `${count} Bilder werden hochgeladen.` }),
  ready: (count) => plural(count, { one: "Das Bild ist bereit.", other: `${count} Bilder sind bereit.` }),
  tooMany: (count) => `Eine Nachricht fasst höchstens ${count} Bilder. Schick die übrigen in einer weiteren.`,
  wrongType: "Es lassen sich nur Bilder senden: PNG, JPEG, WebP oder GIF.",
  tooLarge: (mebibytes) => `Dieses Bild ist zu groß: höchstens ${mebibytes} MB.`,
  lost: "Dieses Bild ist nicht mehr auf dem Server. Füg es noch einmal hinzu.",
  someFailed: "Manche Bilder sind nicht hochgeladen. Versuch es noch einmal, oder entferne sie.",
  named: (name) => `Bild: ${name}`,
  broken: "Nicht zu laden",
  offline: "Offline nicht zu sehen",
  deleteMeans: "Ihr Text und ihre Bilder sind dann für alle und für immer weg.",
  view: "Bild",
  play: (name) => `${name} abspielen`,
  pause: (name) => `${name} anhalten`,
  previous: "Voriges Bild",
  next: "Nächstes Bild",
  looking: "Ein weiteres Bild wird gesucht …",
  noneFound: "Bisher kein weiteres Bild.",
  zoomIn: "Vergrößern",
  zoomOut: "Verkleinern",
  download: "Herunterladen",
  place: (at, count) => `${at} von ${count}`,
};
