// What the component of every page calls, whenever its data changes and whenever Streamlit sees fit: what listens is set up
// once for the page. The scripts come with the page itself, and a browser keeps them: no run sends them.
window.ourScripts = (component) => {
  const told = { ...component, data: JSON.parse(new TextDecoder().decode(component.data)) };
  teach(told.data);
  keepTab(told);
  followLinks(told);
};
