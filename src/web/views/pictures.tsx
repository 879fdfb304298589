import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { Attachment } from "../../protocol/records.ts";
import { words } from "../language/language.ts";
import { dropLocal, localUrl } from "../state/local.ts";
import { useStore } from "../state/store.ts";
import { Icon } from "./icon.tsx";
import { lazy } from "./lazy.tsx";
import { columnsOf, shownSize } from "./picturesize.ts";

/** Until it is there, or where it does not come, all stands still. */
const Moving = lazy(
  () => import("./dialog/later.ts").then((part) => part.Moving),
  () => null,
);

interface PicturesProps {
  readonly pictures: readonly Attachment[] | undefined;
  /** Shows one of them large; without it they are only seen. */
  readonly open?: (picture: Id) => void;
}

/** The pictures of a message: one as it is, several as a grid. */
export function Pictures({ pictures = [], open }: PicturesProps) {
  if (pictures.length === 0) return null;
  const layout = pictures.length === 1 ? "" : ` several columns-${columnsOf(pictures.length)}`;
  return (
    <div class={`pictures${layout}`}>
      {pictures.map((picture) => (
        <Picture key={picture.id} picture={picture} open={open} />
      ))}
    </div>
  );
}

interface PictureProps {
  readonly picture: Attachment;
  readonly open: ((picture: Id) => void) | undefined;
}

/** It has its size before it is there, and also when it does not come. */
function Picture({ picture, open }: PictureProps) {
  const { id, name } = picture;
  const { width, height } = shownSize(picture);
  const size = (element: HTMLElement | null) => {
    element?.style.setProperty("--width", `${width}px`);
    element?.style.setProperty("--ratio", `${width} / ${height}`);
  };
  const image = <PictureImage picture={picture} />;
  if (!open)
    return (
      <span ref={size} class="picture">
        {image}
      </span>
    );
  return (
    <span ref={size} class="picture">
      <button type="button" class="picture-open" aria-haspopup="dialog" onClick={() => open(id)} title={name}>
        {image}
      </button>
      {picture.moves && <Moving picture={picture} />}
    </span>
  );
}

interface PictureImageProps {
  readonly picture: Attachment;
  readonly onBroken?: () => void;
}

/** The small one, which stands still, from this page itself where it has it; or why it is not there. */
export function PictureImage({ picture: { id, name, moves }, onBroken }: PictureImageProps) {
  const store = useStore();
  const isBroken = useSignal(false);
  const local = useSignal(localUrl(id));
  // The one that is here moves.
  const here = moves ? undefined : local.value;
  const isOnline = store.connection.state === "online";
  // What did not come without a network comes with it.
  useEffect(() => {
    if (isOnline) isBroken.value = false;
  }, [isOnline, isBroken]);
  if (isBroken.value)
    return (
      <span class="picture-broken">
        <Icon name="noImage" />
        <span class="unseen">{name}: </span>
        <span class="why">{isOnline ? words().pictures.broken : words().pictures.offline}</span>
      </span>
    );
  return (
    <img
      src={here ?? smallPath(id)}
      alt={name}
      loading="lazy"
      // What is here already is painted with its row.
      decoding={here === undefined ? "async" : "sync"}
      draggable={false}
      onError={() => {
        if (here === undefined) {
          isBroken.value = true;
          onBroken?.();
        } else {
          dropLocal(id);
          local.value = undefined;
        }
      }}
    />
  );
}

/** The picture itself, from this page where it has it. */
export function wholeUrl({ id, moves }: Attachment): string {
  return (moves ? undefined : localUrl(id)) ?? picturePath(id);
}

export function picturePath(id: Id): string {
  return `/attachments/${id}`;
}

export function smallPath(id: Id): string {
  return `${picturePath(id)}/small`;
}
