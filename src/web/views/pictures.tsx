import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { Attachment } from "../../protocol/records.ts";
import { words } from "../language/language.ts";
import { dropLocal, localUrl } from "../state/local.ts";
import { useStore } from "../state/store.ts";
import { Icon } from "./icon.tsx";
import { columnsOf, shownSize } from "./picturesize.ts";

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
  const content = <PictureImage picture={picture} />;
  const size = (element: HTMLElement | null) => {
    element?.style.setProperty("--width", `${width}px`);
    element?.style.setProperty("--ratio", `${width} / ${height}`);
  };
  if (!open)
    return (
      <span ref={size} class="picture">
        {content}
      </span>
    );
  return (
    <button ref={size} type="button" class="picture" aria-haspopup="dialog" onClick={() => open(id)} title={name}>
      {content}
    </button>
  );
}

/** The small one, from this page itself where it has it; or why it is not there. */
export function PictureImage({ picture: { id, name }, onBroken }: { picture: Attachment; onBroken?: () => void }) {
  const store = useStore();
  const isBroken = useSignal(false);
  const local = useSignal(localUrl(id));
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
      src={local.value ?? smallPath(id)}
      alt={name}
      loading="lazy"
      // What is here already is painted with its row.
      decoding={local.value === undefined ? "async" : "sync"}
      draggable={false}
      onError={() => {
        if (local.value === undefined) {
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

export function picturePath(id: Id): string {
  return `/attachments/${id}`;
}

export function smallPath(id: Id): string {
  return `${picturePath(id)}/small`;
}
