/** Light or dark as the phone is, and dark whatever the phone is from the moment of an alert: a bright screen betrays. */
const light = matchMedia('(prefers-color-scheme: light)');
let forced = false;

function paint(): void {
  document.documentElement.dataset['theme'] = light.matches && !forced ? 'light' : 'dark';
  const ground = getComputedStyle(document.documentElement).getPropertyValue('--surface-0');
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', ground.trim());
}

export function followScheme(): void {
  light.addEventListener('change', paint);
  paint();
}

export function forceDark(dark: boolean): void {
  forced = dark;
  paint();
}
