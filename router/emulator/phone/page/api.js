// The emulator's control API.

export class Refused extends Error {}

async function request(path, options = {}) {
  const response = await fetch(`/_emulator/${path}`, options);
  const answer = await response.json();
  if (!response.ok) {
    throw new Refused(answer.error);
  }
  return answer;
}

function send(method, path, body) {
  return request(path, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

export const lines = () => request("lines");

export const phones = () => request("phones");

export const setUpPhone = (number, state) => send("POST", `phones/${encodeURIComponent(number)}`, { state });

export const sendText = (text) => send("POST", "texts", text);

export const markRead = (sid) => send("POST", `messages/${sid}/read`, {});

export const clock = () => request("clock");

export const moveClock = (move) => send("POST", "clock", move);

export const notice = () => request("notice");

export const dials = () => request("dials");

export const turnDials = (dials) => send("PUT", "dials", dials);

export async function conversation(phone, line) {
  const { messages } = await request(`messages?${new URLSearchParams({ phone, line })}`);
  return messages;
}

export const feedAddress = "/_emulator/feed";
