/** Numbers as they are dialled and as they are read. */

export const telHref = (tel: string): string => `tel:${tel.replace(/[^\d+*#]/g, '')}`;

const london = /^02\d{9}$/;
const eleven = /^0\d{10}$/;

/** Groups a bare UK number as it is said; leaves alone what already has spaces, is short, or is not British. */
export function spacedNumber(number: string): string {
  if (/\s/.test(number)) return number;
  if (number.startsWith('+44')) return `+44 ${spacedNumber(`0${number.slice(3)}`).slice(1)}`;
  if (london.test(number)) return `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`;
  if (eleven.test(number)) return `${number.slice(0, 5)} ${number.slice(5)}`;
  return number;
}
