/** How long a thread waits for a lock of a database, which others hold for moments only. */
export const busy_ms_max = 5000;
