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

function post(path, body) {
  return request(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

export const lines = () => request("lines");

export const phones = () => request("phones");

export const setUpPhone = (number, state) => post(`phones/${encodeURIComponent(number)}`, { state });

export const sendText = (text) => post("texts", text);

export async function conversation(phone, line) {
  const { messages } = await request(`messages?${new URLSearchParams({ phone, line })}`);
  return messages;
}

export const feedAddress = (phone) => `/_emulator/feed?${new URLSearchParams({ phone })}`;
