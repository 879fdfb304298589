import { words } from "../language/language.ts";
import { dismiss, notices } from "../state/notice.ts";
import { IconButton } from "./iconbutton.tsx";

/** What went wrong, where nothing nearer to it can say so. */
export function Notices() {
  return (
    <div class="notices" role="alert">
      {notices().map((notice) => (
        <div key={notice.key} class="notice">
          <span>{notice.text}</span>
          {notice.offer && (
            <button
              type="button"
              class="link-button"
              onClick={() => {
                dismiss(notice);
                notice.offer?.run();
              }}
            >
              {notice.offer.text}
            </button>
          )}
          <IconButton icon="close" label={words().general.dismiss} onClick={() => dismiss(notice)} />
        </div>
      ))}
    </div>
  );
}
