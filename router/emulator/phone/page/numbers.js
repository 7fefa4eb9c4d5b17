// Phone numbers: how they are written, and new ones that belong to nobody.

const AREA_CODES = ["202", "206", "212", "305", "312", "415", "512", "617"];

export const bareNumber = (address) => address.replace(/^whatsapp:/, "");

export function written(address) {
  const number = bareNumber(address);
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return american ? `+1 ${american[1]} ${american[2]} ${american[3]}` : number;
}

// 555-0100 to 555-0199 are kept free for fiction.
export function fictionalNumber() {
  const area = AREA_CODES[Math.floor(Math.random() * AREA_CODES.length)];
  return `+1${area}55501${String(Math.floor(Math.random() * 100)).padStart(2, "0")}`;
}
