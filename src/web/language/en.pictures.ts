import { pluralIn } from "./plural.ts";

const plural = pluralIn("en");

/** Pictures in messages. */
export const pictures = {
  add: "Add pictures",
  drop: (channel: string) => `Drop pictures here for ${channel}`,
  toSend: "Pictures to send",
  remove: (name: string) => `Remove ${name}`,
  progress: (name: string) => `Uploading ${name}`,
  uploading: (count: number) =>
    plural(count, { one: "A picture is being uploaded.", other: `${count} pictures are being uploaded.` }),
  ready: (count: number) => plural(count, { one: "The picture is ready.", other: `${count} pictures are ready.` }),
  tooMany: (count: number) => `A message takes at most ${count} pictures. Send the others in another one.`,
  wrongType: "Only pictures can be sent: PNG, JPEG, WebP or GIF.",
  tooLarge: (mebibytes: number) => `This picture is too large: at most ${mebibytes} MB.`,
  lost: "This picture is not on the server any more. Add it again.",
  someFailed: "Some pictures are not uploaded. Try again, or remove them.",
  /** In place of a picture, where it is not seen. */
  named: (name: string) => `Picture: ${name}`,
  broken: "Cannot be loaded",
  offline: "Not here while you are offline",
  deleteMeans: "Its text and its pictures are gone for good, for everybody.",
  view: "Picture",
  play: (name: string) => `Play ${name}`,
  pause: (name: string) => `Pause ${name}`,
  previous: "Previous picture",
  next: "Next picture",
  looking: "Looking for another picture…",
  noneFound: "No other picture so far.",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  download: "Download",
  place: (at: number, count: number) => `${at} of ${count}`,
};
