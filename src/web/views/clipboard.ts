/** Puts a text into the clipboard, while a key or button is being pressed. Rejects where the browser does not let it. */
export function copyText(text: string): Promise<void> {
  return isSecureContext ? navigator.clipboard.writeText(text) : copyAsBefore(text);
}

/** Deprecated, and the only way that is open to pages that did not come by https. */
async function copyAsBefore(text: string): Promise<void> {
  let isCopied = false;
  const copy = (event: ClipboardEvent) => {
    event.preventDefault();
    event.clipboardData?.setData("text/plain", text);
    isCopied = event.clipboardData !== null;
  };
  addEventListener("copy", copy, { capture: true });
  document.execCommand("copy");
  removeEventListener("copy", copy, { capture: true });
  if (!isCopied) throw new Error("the browser copies nothing for this page");
}
