// Draws nothing. The identity provider sends everybody back to the front door; this tab remembers where they wanted to
// go, and the session watch takes them there once they are signed in.
const RETURN = "common-ground.return";

export default function (component) {
  const { data } = component;
  const here = location.pathname + location.search;
  try {
    if (location.pathname === `${data.base}/` || location.pathname === data.base) sessionStorage.removeItem(RETURN);
    else sessionStorage.setItem(RETURN, here);
  } catch {
    // storage is switched off: they land on the first page
  }
}
