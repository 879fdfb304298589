import { useSignal } from "@preact/signals";
import type { Attachment } from "../../protocol/records.ts";
import { words } from "../language/language.ts";
import { isMoving, setMoving } from "../state/moving.ts";
import { IconButton } from "./iconbutton.tsx";
import { wholeUrl } from "./pictures.tsx";

/** Lets a picture move, over the one of it that stands still, and stand still again. */
export function Moving({ picture }: { picture: Attachment }) {
  return (
    <>
      {isMoving(picture.id) && <Film key={picture.id} picture={picture} />}
      <MovingButton picture={picture} />
    </>
  );
}

/** The still one is behind it, and says what it is: until it is there, and where it does not come. */
function Film({ picture }: { picture: Attachment }) {
  const isThere = useSignal(false);
  return (
    <img
      class={isThere.value ? "film there" : "film"}
      src={wholeUrl(picture)}
      alt=""
      draggable={false}
      onLoad={() => {
        isThere.value = true;
      }}
    />
  );
}

export function MovingButton({ picture: { id, name } }: { picture: Attachment }) {
  const { pause, play } = words().pictures;
  const text = isMoving(id) ? pause(name) : play(name);
  return (
    <IconButton
      icon={isMoving(id) ? "pause" : "play"}
      class="moving-button"
      label={text}
      title={text}
      onClick={() => setMoving(id, !isMoving(id))}
    />
  );
}
