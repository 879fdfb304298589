const bird = "M7 20c0-5 4-9 9-9 1-3 3-5 6-5-1 1-1 2-1 3 2 0 3 1 4 3l3 1-3 2c0 6-4 10-9 10-6 0-9-2-9-5z";

/** The bantam of server/icons/icon.svg. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" class="logo-ground" />
      <path d={bird} class="logo-bird" />
      <circle cx="22.3" cy="11.8" r="1.2" class="logo-ground" />
    </svg>
  );
}

/** The bantam alone, in one colour: for a ground. */
export function Bird() {
  return (
    <svg class="entry-bird" viewBox="6 5 23 21" aria-hidden="true">
      <path d={bird} />
    </svg>
  );
}
