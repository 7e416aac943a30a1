"""Two accounts of 2017: the same year as Musk's side tells it and as OpenAI does."""

import aigraph

saga = aigraph.load()
for side in ("Elon Musk", "OpenAI"):
    told = saga.according_to(side)
    print(f"\nAccording to {side}:\n")
    for row in told.timeline(since="2017", until="2018-03"):
        print(f"{row.event.date.text:24} {row.event.title.en}")
        print(f"{'':24} {row.event.summary.en}\n")

print("\nSide by side:\n")
print(saga.accounts("2017-07-for-profit-talks-begin"))
