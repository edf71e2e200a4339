"""PyTorch's training speed on the networks that `npm run model` trains, in tokens per second.

Same sizes, same batch, same optimizer: vocabulary 4096, embedding 256 shared by input and output, batch 64 x 64 with
carried state, AdamW, gradients clipped to norm 1. One JSON line: the median over the timed steps.

    apt-get install python3-torch libopenblas0-pthread
    /usr/bin/python3 bench/peers/pytorch.py --cell gru --steps 20
"""

import argparse
import json
import os
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F

VOCABULARY, EMBEDDING, BATCH, WINDOW = 4096, 256, 64, 64


class Recurrent(nn.Module):
    """Two layers of GRU or LSTM, 512 wide, with a projection back to the embedding."""

    def __init__(self, cell):
        super().__init__()
        self.table = nn.Embedding(VOCABULARY, EMBEDDING)
        self.layers = cell(EMBEDDING, 512, num_layers=2, batch_first=True)
        self.output = nn.Linear(512, EMBEDDING)
        self.bias = nn.Parameter(torch.zeros(VOCABULARY))

    def forward(self, tokens, state):
        hidden, state = self.layers(self.table(tokens), state)
        return F.linear(self.output(hidden), self.table.weight, self.bias), state


class RmsNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-6) * self.gain


class Scan(torch.autograd.Function):
    """h_t = f_t * h_(t-1) + b_t over [batch, time, hidden], with a backward pass written by hand."""

    @staticmethod
    def forward(ctx, forget, increment, start):
        states = torch.empty_like(forget)
        h = start
        for t in range(forget.shape[1]):
            h = torch.addcmul(increment[:, t], forget[:, t], h)
            states[:, t] = h
        ctx.save_for_backward(forget, states, start)
        return states

    @staticmethod
    def backward(ctx, gradient):
        forget, states, start = ctx.saved_tensors
        increment = torch.empty_like(gradient)
        carried = torch.zeros_like(start)
        for t in range(forget.shape[1] - 1, -1, -1):
            carried = carried + gradient[:, t]
            increment[:, t] = carried
            carried = carried * forget[:, t]
        before = torch.cat([start.unsqueeze(1), states[:, :-1]], 1)
        return increment * before, increment, carried


class GatedLinearBlock(nn.Module):
    """Norm, token shift, gated linear recurrence, gated feed-forward; adds to a stream of width 256."""

    def __init__(self, layer, layers, hidden=384):
        super().__init__()
        self.bound = 0.9 * layer / (layers + 1)
        self.norm, self.feed_norm = RmsNorm(EMBEDDING), RmsNorm(EMBEDDING)
        self.shift = nn.Parameter(torch.full((EMBEDDING,), 0.5))
        self.input = nn.Linear(EMBEDDING, 3 * hidden)
        self.merge = nn.Linear(hidden, EMBEDDING, bias=False)
        self.up = nn.Linear(EMBEDDING, 4 * EMBEDDING, bias=False)
        self.down = nn.Linear(2 * EMBEDDING, EMBEDDING, bias=False)

    def forward(self, x, state):
        h, previous = state
        n = self.norm(x)
        shifted = torch.cat([previous.unsqueeze(1), n[:, :-1]], 1)
        forget, inner, out = self.input(n + self.shift * (shifted - n)).chunk(3, -1)
        forget = self.bound + (1 - self.bound) * torch.sigmoid(forget)
        states = Scan.apply(forget, (1 - forget) * F.silu(inner), h)
        x = x + self.merge(states * torch.sigmoid(out))
        up, gate = self.up(self.feed_norm(x)).chunk(2, -1)
        return x + self.down(F.silu(gate) * up), (states[:, -1], n[:, -1])


class GatedLinear(nn.Module):
    def __init__(self, layers=4, hidden=384):
        super().__init__()
        self.hidden = hidden
        self.table = nn.Embedding(VOCABULARY, EMBEDDING)
        nn.init.normal_(self.table.weight, std=0.05)
        self.blocks = nn.ModuleList(GatedLinearBlock(i, layers, hidden) for i in range(layers))
        self.norm = RmsNorm(EMBEDDING)
        self.bias = nn.Parameter(torch.zeros(VOCABULARY))

    def forward(self, tokens, state):
        if state is None:
            state = [(torch.zeros(BATCH, self.hidden), torch.zeros(BATCH, EMBEDDING)) for _ in self.blocks]
        x, following = 4 * self.table(tokens), []
        for block, carried in zip(self.blocks, state):
            x, carried = block(x, carried)
            following.append(carried)
        return F.linear(self.norm(x), self.table.weight, self.bias), following


def detach(state):
    if isinstance(state, torch.Tensor):
        return state.detach()
    return type(state)(detach(part) for part in state)


NETWORKS = {"gru": lambda: Recurrent(nn.GRU), "lstm": lambda: Recurrent(nn.LSTM), "gated-linear": GatedLinear}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cell", choices=sorted(NETWORKS), default="gru")
    parser.add_argument("--steps", type=int, default=20, help="timed steps (default 20)")
    parser.add_argument("--warm-up", type=int, default=3, help="steps before them (default 3)")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="default: all cores")
    args = parser.parse_args()

    torch.manual_seed(1)
    torch.set_num_threads(args.threads)
    network = NETWORKS[args.cell]()
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3, betas=(0.9, 0.98), weight_decay=0.05)
    state, seconds = None, []
    for step in range(args.warm_up + args.steps):
        tokens = torch.randint(VOCABULARY, (BATCH, WINDOW + 1))
        started = time.perf_counter()
        logits, state = network(tokens[:, :-1], state)
        loss = F.cross_entropy(logits.reshape(-1, VOCABULARY), tokens[:, 1:].reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        state = detach(state)
        if step >= args.warm_up:
            seconds.append(time.perf_counter() - started)
    print(
        json.dumps(
            {
                "cell": args.cell,
                "parameters": sum(p.numel() for p in network.parameters()),
                "tokensPerSecond": round(BATCH * WINDOW / statistics.median(seconds)),
                "steps": args.steps,
                "threads": args.threads,
                "torch": torch.__version__,
            }
        )
    )


if __name__ == "__main__":
    main()
