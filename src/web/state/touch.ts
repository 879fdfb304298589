/** Whether this device is worked with by fingers: there a field that gets the focus opens a keyboard over half of the page. */
export const isTouched = matchMedia("(pointer: coarse)").matches;
