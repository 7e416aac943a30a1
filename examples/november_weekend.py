"""The November weekend: who held what at OpenAI, day by day, and what led from one day to the next."""

import aigraph

saga = aigraph.load()
for day in ("2023-11-16", "2023-11-17", "2023-11-18", "2023-11-19", "2023-11-20", "2023-11-21", "2023-11-22", "2023-11-29"):
    view = saga.on(day)
    chief = " / ".join(saga.dataset.entities[r.person].name.en for r in view.roster("OpenAI", office="ceo"))
    board = ", ".join(saga.dataset.entities[r.person].name.en for r in view.roster("OpenAI", office="director"))
    print(f"{day}  chief executive: {chief or 'nobody'}")
    print(f"            board: {board or 'nobody'}")

print("\nWhat certainly changed between the 16th and the 1st of December:\n")
print(saga.certain().diff("2023-11-16", "2023-12-01", entity="OpenAI"))

print("\nWhat led to the firing, and what answered it:\n")
print(saga.chain("2023-11-17-altman-fired")[:12])
