/** The browser's storage, which may be full, shut or absent. What could not be kept is answered with false, never thrown. */

export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // shut by the browser's settings: the same as empty
  }
}

export function store(name: string, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
    return true;
  } catch {
    return false; // full or shut: the caller says so
  }
}
