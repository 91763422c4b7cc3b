// Asks the device where it is, once, when the button is pressed; says why when it cannot.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const button = parentElement.querySelector("button");
  const status = parentElement.querySelector(".status");
  const mine = (parentElement.position ??= { asking: false });

  parentElement.querySelector(".label").textContent = data.label;
  if (!window.isSecureContext || !navigator.geolocation) {
    button.disabled = true;
    status.textContent = window.isSecureContext ? data.said.missing : data.said.insecure;
    return;
  }
  button.onclick = () => {
    if (mine.asking) return;
    mine.asking = true;
    button.setAttribute("aria-busy", "true");
    status.textContent = data.said.asking;
    const done = (text) => {
      mine.asking = false;
      button.removeAttribute("aria-busy");
      status.textContent = text;
    };
    navigator.geolocation.getCurrentPosition(
      (found) => {
        const { latitude, longitude, accuracy } = found.coords;
        done(data.said.found.replace("{metres}", String(Math.max(1, Math.round(accuracy)))));
        setTriggerValue("position", { latitude, longitude, accuracy });
      },
      (failure) => done({ 1: data.said.refused, 3: data.said.slow }[failure.code] ?? data.said.unavailable),
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 30000 },
    );
  };
}
